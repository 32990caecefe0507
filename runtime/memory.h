/* SPDX-License-Identifier: MIT */
/*
 * Reading this process's own memory at addresses that are only believed to be
 * valid: through the kernel, so that a wrong belief is an error and not a fault.
 */
#ifndef V8SCOPE_MEMORY_H
#define V8SCOPE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Copies `size` bytes from `address`; false if any of them cannot be read. */
bool v8scope_memory_read(void *destination, uintptr_t address, size_t size);

/*
 * Reads the word at each of `count` addresses; a word that cannot be read, or
 * whose address is 0, becomes 0. False if the kernel reads nothing at all for us.
 */
bool v8scope_memory_read_words(uintptr_t *words, const uintptr_t *addresses, size_t count);

#endif
