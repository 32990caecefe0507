/* SPDX-License-Identifier: MIT */
/* Repairs escapes of UTF-16 in JSON text that are no characters. */
#ifndef V8SCOPE_SURROGATES_H
#define V8SCOPE_SURROGATES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Overwrites each \uXXXX in `text` that is half a surrogate pair with \uFFFD: V8
 * writes of a character above U+FFFF the lower 16 bits only. yajl would join a
 * first half with whatever escape follows, and make a second half bytes that are no
 * UTF-8. Returns how many bytes are done; the rest, less than 12 bytes, is the
 * beginning of an escape and belongs in front of the text that follows. If it is
 * the `last` text, all of it is done.
 */
size_t v8scope_surrogates_repair(char *text, size_t length, bool last);

#endif
