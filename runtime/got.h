/* SPDX-License-Identifier: MIT */
/*
 * Hooking by rewriting GOT entries: every loaded object that imports one of the
 * hooked symbols gets the hook's address instead. Interposition by symbol name
 * cannot do this: a host that contains V8 resolves against itself first.
 */
#ifndef V8SCOPE_GOT_H
#define V8SCOPE_GOT_H

#include <stddef.h>
#include <stdint.h>

/*
 * Remembers that imports of `symbol` (defined at `real`) shall call `hook`, other
 * than those of the object that contains one of the real functions: V8 itself.
 */
void v8scope_got_add_hook(const char *symbol, void *real, void *hook);

/* The same for imports of every object, the one that contains V8 included. */
void v8scope_got_add_hook_everywhere(const char *symbol, void *hook);

/*
 * Those that were added are in force from now on, all at once: whoever rewrites entries
 * sees none of them before, and everything that the hooks need after.
 */
void v8scope_got_use_hooks(void);

/*
 * Rewrites the entries of all objects that are loaded now, other than v8scope
 * itself. May be called by any thread, and again after more were loaded. Returns
 * the number of entries that were rewritten by this call.
 */
size_t v8scope_got_patch_all(void);

/* How many entries for `symbol` were rewritten so far. */
uint32_t v8scope_got_imports(const char *symbol);

#endif
