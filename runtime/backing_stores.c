/* SPDX-License-Identifier: MIT */
#include "backing_stores.h"

#include <stdbool.h>
#include <string.h>

enum {
	STORES_PER_OBJECT = 2,
	STORES_MAX = V8SCOPE_BACKING_OBJECTS_MAX * STORES_PER_OBJECT,
	INDEX_BITS = 16,
	INDEX_SIZE = 1 << INDEX_BITS, /* more than twice as many as there can be stores */
	BATCH = 128,
};

/* Static, because it is large; the caller sees to it that only one thread is at it. */
static struct {
	uintptr_t values[STORES_MAX]; /* different ones */
	uint32_t owner[STORES_MAX];   /* the object that was first met with it */
	bool shared[STORES_MAX];      /* another one has it, too */
	uint16_t index[INDEX_SIZE];   /* number of a value plus 1, by its hash */
	size_t count;
} stores;

static void add_store(uintptr_t value, uint32_t owner)
{
	size_t i = value * 0x9E3779B97F4A7C15u >> (64 - INDEX_BITS);

	while (stores.index[i] != 0 && stores.values[stores.index[i] - 1] != value) {
		i = (i + 1) & (INDEX_SIZE - 1);
	}
	if (stores.index[i] != 0) {
		size_t known = stores.index[i] - 1u;

		stores.shared[known] |= stores.owner[known] != owner;
		return;
	}
	stores.values[stores.count] = value;
	stores.owner[stores.count] = owner;
	stores.shared[stores.count] = false;
	stores.index[i] = (uint16_t)++stores.count;
}

static void collect(const struct v8scope_object *objects, size_t count)
{
	memset(stores.index, 0, sizeof(stores.index));
	stores.count = 0;
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < STORES_PER_OBJECT; k++) {
			if (objects[i].stores[k] != 0) {
				add_store(objects[i].stores[k], (uint32_t)i);
			}
		}
	}
}

/* Only those that are not shared are looked at: it is reading them that takes time. */
static size_t next_batch(size_t *next, uintptr_t *values, uint32_t *owners)
{
	size_t count = 0;

	while (*next < stores.count && count < BATCH) {
		if (!stores.shared[*next]) {
			values[count] = stores.values[*next];
			owners[count] = stores.owner[*next];
			count++;
		}
		(*next)++;
	}
	return count;
}

void v8scope_backing_stores_measure(
	uint64_t *bytes, const struct v8scope_object *objects, size_t count)
{
	struct v8scope_object described[BATCH];
	uintptr_t values[BATCH];
	uint32_t owners[BATCH];
	size_t next = 0;
	size_t batch;

	memset(bytes, 0, count * sizeof(bytes[0]));
	collect(objects, count);
	while ((batch = next_batch(&next, values, owners)) > 0) {
		v8scope_object_describe(described, values, batch);
		for (size_t i = 0; i < batch; i++) {
			bytes[owners[i]] += v8scope_object_store_bytes(&described[i]);
		}
	}
}
