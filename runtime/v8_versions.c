/* SPDX-License-Identifier: MIT */
#include "v8_versions.h"

#include <stdlib.h>

#include "handle_blocks.h"
#include "log.h"
#include "memory.h"
#include "v8_api.h"

#define VERSION(major, minor, offset) {major, minor, offset},
static const struct v8scope_version versions[] = {V8SCOPE_VERSIONS(VERSION)};
#undef VERSION

enum {
	SEARCH_WORDS = 1024,   /* of the isolate, from its beginning */
	SEARCH_CANDIDATES = 8, /* more look alike: something else is wrong */
	LEVEL_MAX = 1 << 20,
};

/* The same for all isolates of a process, whichever thread proves it. */
static const uint32_t not_provable = UINT32_MAX;
static uint32_t proven_offset; /* 0: not tried yet */

const struct v8scope_version *v8scope_version_find(const char *version)
{
	const struct v8scope_version *found = NULL;
	char *end;
	long major = strtol(version, &end, 10);
	long minor;

	if (end == version || *end != '.') {
		return NULL;
	}
	minor = strtol(end + 1, NULL, 10);
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		const struct v8scope_version *entry = &versions[i];

		if (entry->major < major || (entry->major == major && entry->minor <= minor)) {
			found = entry;
		}
	}
	return found;
}

static bool is_plausible(const struct v8scope_scope_data *data)
{
	enum { BLOCK_BYTES = V8SCOPE_HANDLE_BLOCK_SIZE * sizeof(uintptr_t) };

	return data->next != 0 && data->next % sizeof(uintptr_t) == 0 &&
	       data->limit - data->next <= BLOCK_BYTES && data->level > 0 &&
	       data->level < LEVEL_MAX && data->sealed_level >= 0 &&
	       data->sealed_level <= data->level;
}

/* Whether the isolate's handle blocks and their number say the same as the data there. */
static bool is_proven(void *isolate, uint32_t offset, uint32_t handles)
{
	struct v8scope_scope_data data;

	return v8scope_memory_read(&data, (uintptr_t)isolate + offset, sizeof(data)) &&
	       is_plausible(&data) && v8scope_handle_blocks_exist(isolate, data.next, handles);
}

/* The only offset that can be proven; 0 if there is none or more than one. */
static uint32_t search(void *isolate, uint32_t handles)
{
	uintptr_t words[SEARCH_WORDS];
	uint32_t candidates = 0;
	uint32_t found = 0;

	if (!v8scope_memory_read(words, (uintptr_t)isolate, sizeof(words))) {
		return 0;
	}
	for (uint32_t i = 1; i + 2 < SEARCH_WORDS; i++) {
		uint32_t offset = i * (uint32_t)sizeof(words[0]);

		if (!is_plausible((const struct v8scope_scope_data *)&words[i])) {
			continue;
		}
		if (++candidates > SEARCH_CANDIDATES ||
			(found != 0 && is_proven(isolate, offset, handles))) {
			return 0;
		}
		if (found == 0 && is_proven(isolate, offset, handles)) {
			found = offset;
		}
	}
	return found;
}

/* 0: not now, an isolate without handles proves nothing. */
static uint32_t prove(void *isolate)
{
	uint32_t handles = v8scope_v8_handles(isolate);
	const struct v8scope_version *version;
	uint32_t offset;

	if (handles == 0) {
		return 0;
	}
	version = v8scope_v8.get_version != NULL ? v8scope_version_find(v8scope_v8.get_version())
						 : NULL;
	if (version != NULL && is_proven(isolate, version->scope_data_offset, handles)) {
		return version->scope_data_offset;
	}
	offset = search(isolate, handles);
	v8scope_log("scope depth: %s",
		offset != 0 ? "found where no table has it" : "not known in this V8");
	return offset != 0 ? offset : not_provable;
}

static uint32_t get_offset(void *isolate)
{
	uint32_t offset = __atomic_load_n(&proven_offset, __ATOMIC_RELAXED);

	if (offset == 0) {
		offset = prove(isolate);
		if (offset != 0) {
			__atomic_store_n(&proven_offset, offset, __ATOMIC_RELAXED);
		}
	}
	return offset;
}

const struct v8scope_scope_data *v8scope_scope_data_of(void *isolate)
{
	uint32_t offset;

	if (v8scope_v8.current_next_address != NULL && v8scope_v8.current_level_address != NULL) {
		const void *data = v8scope_v8.current_next_address(isolate);
		const int *level = v8scope_v8.current_level_address(isolate);

		if (level == &((const struct v8scope_scope_data *)data)->level) {
			return data;
		}
	}
	offset = get_offset(isolate);
	return offset != 0 && offset != not_provable
		       ? (const struct v8scope_scope_data *)((uintptr_t)isolate + offset)
		       : NULL;
}
