/* SPDX-License-Identifier: MIT */
/*
 * The mark of an object that libv8scope-wrap.a is linked into: an ELF note, which
 * is found without symbols. A preloaded libv8scope.so that meets it stays out of
 * the way: of two runtimes in a process, the one that was linked in wins.
 */
#ifndef V8SCOPE_WRAPPED_H
#define V8SCOPE_WRAPPED_H

#include <stdbool.h>

#define V8SCOPE_WRAPPED_NOTE_NAME "v8scope"
#define V8SCOPE_WRAPPED_NOTE_TYPE 1

/* Name and description are padded to words; the description is the note's version. */
/* clang-format off */
#define V8SCOPE_WRAPPED_NOTE \
	__asm__(".pushsection .note.v8scope, \"a\", %note\n.p2align 2\n" \
		".long 8, 4, 1\n" \
		".asciz \"" V8SCOPE_WRAPPED_NOTE_NAME "\"\n" \
		".long 1\n.popsection\n");
/* clang-format on */

/* Whether any object that is loaded now bears the note. */
bool v8scope_wrapped_is_loaded(void);

#endif
