/* SPDX-License-Identifier: MIT */
/*
 * How the hooks came between the host and V8. There are two ways, each a file:
 * attach_preload.c rewrites GOT entries, attach_wrap.c was linked into the host
 * with the linker's --wrap. What is built decides which one is in it.
 */
#ifndef V8SCOPE_ATTACH_H
#define V8SCOPE_ATTACH_H

#include <stdbool.h>
#include <stdint.h>

/* The attach_mode of isolate_attach. */
extern const char *const v8scope_attach_mode;

/* Calls reach the hooks as they are: whatever this V8 lacks, they must have where to go. */
extern const bool v8scope_attach_is_linked;

/*
 * The address of a symbol of V8 itself, NULL if this V8 has none. `handle` says
 * where a dynamic V8 is looked for: dlopen's, or RTLD_DEFAULT.
 */
void *v8scope_attach_find(void *handle, const char *symbol);

/* Arranges that the host's calls of `symbol`, which is at `real`, come to `hook`. */
void v8scope_attach_hook(const char *symbol, void *real, void *hook);

/* From how many places such calls come; 1 where the linker cannot tell. */
uint32_t v8scope_attach_imports(const char *symbol);

/* Tells inventory.h of the functions that only this way of attaching hooks. */
void v8scope_attach_list_own_hooks(void);

#endif
