/* SPDX-License-Identifier: MIT */
/*
 * The slots behind an isolate's handles. V8 keeps them in blocks of 1022, and the
 * list of blocks in a structure that no function gives out. It is found by what
 * it must contain, and checked against V8's own count at every use.
 */
#ifndef V8SCOPE_HANDLE_BLOCKS_H
#define V8SCOPE_HANDLE_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { V8SCOPE_HANDLE_BLOCK_SIZE = 1022 };

/* The blocks of one isolate at one moment. */
struct v8scope_handle_blocks {
	uintptr_t list; /* address of V8's array of block addresses */
	size_t count;
	uint32_t handles; /* NumberOfHandles then */
};

/* False if they are not found, or not as they must be. */
bool v8scope_handle_blocks_find(struct v8scope_handle_blocks *blocks, void *isolate);

/*
 * Whether the isolate has blocks that hold `handles` handles, the next one to be
 * made at `next`. Slow; what it finds out is not remembered.
 */
bool v8scope_handle_blocks_exist(void *isolate, uintptr_t next, uint32_t handles);

/*
 * Reads the values of up to `count` consecutive handles from number `first` on;
 * returns how many, 0 on any doubt.
 */
size_t v8scope_handle_blocks_read(const struct v8scope_handle_blocks *blocks, uint32_t first,
	uintptr_t *values, size_t count);

/*
 * The number of the handle at `slot`, or of the next one to be made there. Looks from the
 * block of handle number `from` on; false if it is in none of them.
 */
bool v8scope_handle_blocks_number(const struct v8scope_handle_blocks *blocks, uintptr_t slot,
	uint32_t from, uint32_t *number);

#endif
