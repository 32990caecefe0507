/* SPDX-License-Identifier: MIT */
#include "object_set.h"

#include <string.h>

/* MurmurHash3's finalizer: addresses are anything but random. */
static uint64_t hash_of(const struct v8scope_object_set *set, uintptr_t value)
{
	uint64_t hash = value ^ set->seed;

	hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdu;
	hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53u;
	return hash ^ hash >> 33;
}

/* Where a value is in the index, or would be. By the low bits: the high ones are all small. */
static size_t place_of(const struct v8scope_object_set *set, uintptr_t value, uint64_t hash)
{
	enum { INDEX_MASK = (1 << V8SCOPE_OBJECT_SET_INDEX_BITS) - 1 };
	size_t i = hash & INDEX_MASK;

	while (set->index[i] != 0 && set->entries[set->index[i] - 1].value != value) {
		i = (i + 1) & INDEX_MASK;
	}
	return i;
}

void v8scope_object_set_init(struct v8scope_object_set *set, uint64_t seed)
{
	memset(set->index, 0, sizeof(set->index));
	set->count = 0;
	set->threshold = UINT64_MAX;
	set->seed = seed;
}

static void lower_threshold(struct v8scope_object_set *set, uint64_t threshold)
{
	size_t kept = 0;

	set->threshold = threshold;
	memset(set->index, 0, sizeof(set->index));
	for (size_t i = 0; i < set->count; i++) {
		struct v8scope_object_set_entry *entry = &set->entries[i];

		if (entry->hash <= threshold) {
			set->entries[kept] = *entry;
			set->index[place_of(set, entry->value, entry->hash)] = (uint16_t)++kept;
		}
	}
	set->count = kept;
}

static struct v8scope_object_set_entry *get(
	struct v8scope_object_set *set, uintptr_t value, uint64_t hash)
{
	size_t place = place_of(set, value, hash);

	if (set->index[place] != 0) {
		return &set->entries[set->index[place] - 1];
	}
	/* However the hashes fall, this ends. */
	while (set->count == V8SCOPE_OBJECT_SET_MAX) {
		lower_threshold(set, set->threshold / 4 * 3);
		if (hash > set->threshold) {
			return NULL;
		}
		place = place_of(set, value, hash);
	}
	set->index[place] = (uint16_t)(set->count + 1);
	set->entries[set->count] = (struct v8scope_object_set_entry){
		.value = value, .hash = hash, .last_run = UINT32_MAX};
	return &set->entries[set->count++];
}

void v8scope_object_set_add(
	struct v8scope_object_set *set, uintptr_t value, uint32_t run, bool is_lead)
{
	uint64_t hash = hash_of(set, value);
	struct v8scope_object_set_entry *entry;

	if (hash > set->threshold) {
		return;
	}
	entry = get(set, value, hash);
	if (entry == NULL) {
		return;
	}
	entry->handles += !is_lead;
	if (entry->last_run != run) {
		entry->last_run = run;
		entry->runs += !is_lead;
	}
}

void v8scope_object_set_shrink(struct v8scope_object_set *set, size_t count)
{
	if (set->count > count) {
		lower_threshold(set,
			(uint64_t)((double)set->threshold * (double)count / (double)set->count));
	}
	while (set->count > count) {
		lower_threshold(set, set->threshold / 64 * 63);
	}
}

double v8scope_object_set_chance(const struct v8scope_object_set *set)
{
	return set->threshold == UINT64_MAX ? 1 : (double)set->threshold / 0x1p64;
}
