/* SPDX-License-Identifier: MIT */
#include "sample_objects.h"

#include <string.h>

struct v8scope_sample_work v8scope_sample_work;
static bool busy;

bool v8scope_sample_work_claim(void)
{
	return !__atomic_exchange_n(&busy, true, __ATOMIC_ACQUIRE);
}

void v8scope_sample_work_release(void)
{
	__atomic_store_n(&busy, false, __ATOMIC_RELEASE);
}

/* The thread that was at it is not in the child. */
void v8scope_sample_forked(void)
{
	busy = false;
}

/* splitmix64 */
uint64_t v8scope_sample_random(void)
{
	static uint64_t state;
	uint64_t z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

struct v8scope_sample_sums *v8scope_sample_sums_of(
	struct v8scope_sample *sample, struct v8scope_sample_sums *sums, uint16_t type)
{
	const char *name = v8scope_object_type_name(type);
	size_t i = 0;

	while (i < sample->count && sample->types[i].type != name) {
		i++;
	}
	if (i == sample->count) {
		if (i == V8SCOPE_SAMPLE_TYPES_MAX) {
			return NULL;
		}
		sample->types[sample->count++] = (struct v8scope_typed_objects){.type = name};
	}
	return &sums[i];
}

bool v8scope_sample_describe_set(uint32_t handles_min)
{
	struct v8scope_sample_work *work = &v8scope_sample_work;

	for (size_t i = 0; i < work->set.count; i++) {
		work->values[i] = work->set.entries[i].value;
	}
	if (!v8scope_object_describe(work->objects, work->values, work->set.count)) {
		return false;
	}
	for (size_t i = 0; i < work->set.count; i++) {
		if (work->set.entries[i].handles < handles_min) {
			memset(work->objects[i].stores, 0, sizeof(work->objects[i].stores));
		}
	}
	v8scope_backing_stores_measure(work->backing, work->objects, work->set.count);
	return true;
}

void v8scope_sampled_objects_add(struct v8scope_sampled_objects *objects, size_t i)
{
	objects->count++;
	objects->shallow_bytes += v8scope_sample_work.objects[i].size;
	objects->backing_bytes += v8scope_sample_work.backing[i];
}

double v8scope_sample_unseen_factor(
	const struct v8scope_sample_sums *sums, double draws, double part)
{
	const double once = (double)sums->met_once;
	const double twice = (double)sums->met_twice;
	double unseen = 0;

	if (sums->chosen.count == 0) {
		return 0;
	}
	if (part < 1 && once > 0) {
		unseen = once * once /
			 (2.0 * draws / (draws - 1) * twice + part / (1 - part) * once);
	}
	return 1 + unseen / (double)sums->chosen.count;
}

uint64_t v8scope_sample_round(double value)
{
	return (uint64_t)(value + 0.5);
}

void v8scope_sample_set_objects(struct v8scope_typed_objects *type,
	const struct v8scope_sampled_objects *objects, double factor)
{
	type->objects = v8scope_sample_round((double)objects->count * factor);
	type->shallow_bytes = v8scope_sample_round((double)objects->shallow_bytes * factor);
	type->backing_bytes = v8scope_sample_round((double)objects->backing_bytes * factor);
}
