/* SPDX-License-Identifier: MIT */
#include "handle_blocks.h"

#include "log.h"
#include "memory.h"
#include "v8_api.h"
#include "v8_versions.h"

/* HandleScopeImplementer: its isolate, then the vector of blocks. */
enum implementer_word {
	IMPLEMENTER_ISOLATE = 0,
	IMPLEMENTER_BLOCKS_DATA = 1,
	IMPLEMENTER_BLOCKS_SIZE = 3,
	IMPLEMENTER_WORDS = 4,
};

enum {
	/* How far into an isolate its implementer's address is looked for. */
	SEARCH_BYTES = 0x18000,
	SEARCH_WORDS = 512, /* at a time */
};

/*
 * Where in an isolate it was found; the same for all of a process. Any thread may look
 * for it first, and all find the same.
 */
static const uint32_t not_found = UINT32_MAX;
static uint32_t implementer_offset; /* 0: not looked for yet */

/* Whether a list of `size` blocks ends with the one in which V8's next handle lies. */
static bool agrees_with_v8(uintptr_t next, uintptr_t list, uintptr_t size, uint32_t handles)
{
	uintptr_t last;
	uintptr_t used;

	if (size == 0 || size > handles / V8SCOPE_HANDLE_BLOCK_SIZE + 1 ||
		!v8scope_memory_read(&last, list + (size - 1) * sizeof(uintptr_t), sizeof(last))) {
		return false;
	}
	used = (next - last) / sizeof(uintptr_t);
	return next >= last && used <= V8SCOPE_HANDLE_BLOCK_SIZE &&
	       (size - 1) * V8SCOPE_HANDLE_BLOCK_SIZE + used == handles;
}

static bool is_implementer(struct v8scope_handle_blocks *blocks, void *isolate, uintptr_t address,
	uintptr_t next, uint32_t handles)
{
	uintptr_t words[IMPLEMENTER_WORDS];

	if (address == 0 || address % sizeof(uintptr_t) != 0 ||
		!v8scope_memory_read(words, address, sizeof(words)) ||
		words[IMPLEMENTER_ISOLATE] != (uintptr_t)isolate ||
		!agrees_with_v8(next, words[IMPLEMENTER_BLOCKS_DATA],
			words[IMPLEMENTER_BLOCKS_SIZE], handles)) {
		return false;
	}
	blocks->list = words[IMPLEMENTER_BLOCKS_DATA];
	blocks->count = words[IMPLEMENTER_BLOCKS_SIZE];
	blocks->handles = handles;
	return true;
}

/* The offset of the only member that fits, 0 if there is none or more than one. */
static uint32_t search(
	struct v8scope_handle_blocks *blocks, void *isolate, uintptr_t next, uint32_t handles)
{
	uintptr_t words[SEARCH_WORDS];
	uintptr_t found = 0;
	uint32_t offset_found = 0;

	for (uint32_t offset = 0; offset < SEARCH_BYTES; offset += sizeof(words)) {
		if (!v8scope_memory_read(words, (uintptr_t)isolate + offset, sizeof(words))) {
			break;
		}
		for (uint32_t i = 0; i < SEARCH_WORDS; i++) {
			if (words[i] == found ||
				!is_implementer(blocks, isolate, words[i], next, handles)) {
				continue;
			}
			if (found != 0) {
				return 0;
			}
			found = words[i];
			offset_found = offset + i * (uint32_t)sizeof(uintptr_t);
		}
	}
	return offset_found;
}

bool v8scope_handle_blocks_exist(void *isolate, uintptr_t next, uint32_t handles)
{
	struct v8scope_handle_blocks blocks;

	return search(&blocks, isolate, next, handles) != 0;
}

static uint32_t search_and_remember(
	struct v8scope_handle_blocks *blocks, void *isolate, uintptr_t next, uint32_t handles)
{
	uint32_t offset = search(blocks, isolate, next, handles);

	v8scope_log(offset == 0 ? "handle blocks not found: no types of handles"
				: "handle blocks found");
	if (offset == 0) {
		offset = not_found;
	}
	__atomic_store_n(&implementer_offset, offset, __ATOMIC_RELAXED);
	return offset;
}

bool v8scope_handle_blocks_find(struct v8scope_handle_blocks *blocks, void *isolate)
{
	uint32_t handles = v8scope_v8_handles(isolate);
	uint32_t offset = __atomic_load_n(&implementer_offset, __ATOMIC_RELAXED);
	const struct v8scope_scope_data *data;
	uintptr_t implementer;

	if (handles == 0 || offset == not_found) {
		return false;
	}
	data = v8scope_scope_data_of(isolate);
	if (data == NULL || data->next == 0) {
		return false;
	}
	if (offset == 0) {
		offset = search_and_remember(blocks, isolate, data->next, handles);
	}
	return offset != not_found &&
	       v8scope_memory_read(
		       &implementer, (uintptr_t)isolate + offset, sizeof(implementer)) &&
	       is_implementer(blocks, isolate, implementer, data->next, handles);
}

size_t v8scope_handle_blocks_read(
	const struct v8scope_handle_blocks *blocks, uint32_t first, uintptr_t *values, size_t count)
{
	size_t done = 0;

	if (first >= blocks->handles) {
		return 0;
	}
	if (count > blocks->handles - first) {
		count = blocks->handles - first;
	}
	while (done < count) {
		size_t number = first + done;
		size_t in_block = number % V8SCOPE_HANDLE_BLOCK_SIZE;
		size_t length = V8SCOPE_HANDLE_BLOCK_SIZE - in_block;
		uintptr_t block;

		if (length > count - done) {
			length = count - done;
		}
		if (!v8scope_memory_read(&block,
			    blocks->list + number / V8SCOPE_HANDLE_BLOCK_SIZE * sizeof(block),
			    sizeof(block)) ||
			!v8scope_memory_read(&values[done], block + in_block * sizeof(uintptr_t),
				length * sizeof(uintptr_t))) {
			return 0;
		}
		done += length;
	}
	return done;
}

/* Whether `slot` lies in block `index`, or right behind it; then its number. */
static bool is_in_block(
	const struct v8scope_handle_blocks *blocks, size_t index, uintptr_t slot, uint32_t *number)
{
	uintptr_t block;
	uintptr_t used;

	if (!v8scope_memory_read(&block, blocks->list + index * sizeof(block), sizeof(block)) ||
		slot < block) {
		return false;
	}
	used = (slot - block) / sizeof(uintptr_t);
	*number = (uint32_t)(index * V8SCOPE_HANDLE_BLOCK_SIZE + used);
	return used <= V8SCOPE_HANDLE_BLOCK_SIZE && *number <= blocks->handles;
}

/* From both ends: scopes are next to the one around them, or to where V8 is. */
bool v8scope_handle_blocks_number(
	const struct v8scope_handle_blocks *blocks, uintptr_t slot, uint32_t from, uint32_t *number)
{
	size_t first = from / V8SCOPE_HANDLE_BLOCK_SIZE;

	for (size_t i = first, end = blocks->count; i < end; i++) {
		if (is_in_block(blocks, i, slot, number) ||
			is_in_block(blocks, --end, slot, number)) {
			return true;
		}
	}
	return false;
}
