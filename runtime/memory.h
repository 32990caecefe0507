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
 * Reads `size` bytes at each of `count` addresses; a record that cannot be read as a
 * whole, or whose address is 0, becomes zeros. False if nothing at all can be read.
 */
bool v8scope_memory_read_each(void *records, const uintptr_t *addresses, size_t count, size_t size);

#endif
