/* SPDX-License-Identifier: MIT */
#include "promise_samples.h"

#include <stddef.h>
#include <stdlib.h>

#include "manifest.h"
#include "v8_api.h"

/* Samples are allocated so many at once: most promises that are drawn cost no malloc. */
struct v8scope_promise_chunk {
	struct v8scope_promise_chunk *next; /* owned */
	struct v8scope_promise_sample samples[V8SCOPE_PROMISE_SAMPLES_STEP];
};

static uint64_t last_sample_id;

void v8scope_promise_samples_init(struct v8scope_promise_samples *samples, void *v8, uint64_t seed)
{
	/* Neighbouring seeds must not give neighbouring draws. */
	seed = (seed + UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xbf58476d1ce4e5b9);
	seed ^= seed >> 31;
	*samples = (struct v8scope_promise_samples){.v8 = v8, .random = seed != 0 ? seed : 1};
}

bool v8scope_promise_samples_possible(void)
{
	return (v8scope_real.globalize != NULL || v8scope_real.globalize_value != NULL) &&
	       v8scope_real.make_weak != NULL && v8scope_real.dispose_global != NULL;
}

static void release(struct v8scope_promise_sample *sample)
{
	struct v8scope_promise_samples *samples = sample->samples;

	v8scope_real.dispose_global(sample->global);
	sample->global = NULL;
	sample->next = samples->free;
	samples->free = sample;
	samples->live--;
}

void v8scope_promise_samples_clear(struct v8scope_promise_samples *samples)
{
	while (samples->chunks != NULL) {
		struct v8scope_promise_chunk *chunk = samples->chunks;

		for (size_t i = 0; i < V8SCOPE_PROMISE_SAMPLES_STEP; i++) {
			if (chunk->samples[i].global != NULL) {
				release(&chunk->samples[i]);
			}
		}
		samples->chunks = chunk->next;
		free(chunk);
	}
	samples->free = NULL;
	samples->drawn = 0;
}

static void add_chunk(struct v8scope_promise_samples *samples)
{
	struct v8scope_promise_chunk *chunk = NULL;

	if (samples->live < (V8SCOPE_PROMISE_SAMPLES_STEPS + 1) * V8SCOPE_PROMISE_SAMPLES_STEP) {
		chunk = calloc(1, sizeof(*chunk));
	}
	if (chunk == NULL) {
		return;
	}
	chunk->next = samples->chunks;
	samples->chunks = chunk;
	for (size_t i = 0; i < V8SCOPE_PROMISE_SAMPLES_STEP; i++) {
		chunk->samples[i].samples = samples;
		chunk->samples[i].next = samples->free;
		samples->free = &chunk->samples[i];
	}
}

/*
 * V8's callback in a collection: it must reset the handle, and do nothing else to
 * V8. `info` is a v8::WeakCallbackInfo.
 */
static void on_death(const void *const *info)
{
	struct v8scope_promise_sample *sample =
		(struct v8scope_promise_sample *)info[V8SCOPE_WEAK_CALLBACK_INFO_PARAMETER];

	v8scope_promises_collected(sample);
	release(sample);
}

/*
 * V8 12 and later want the object, not its handle. Where V8's handles are the objects
 * themselves (a build with direct handles), the address is tagged: let it be.
 */
static void *globalize(void *v8, void *promise)
{
	if ((uintptr_t)promise % sizeof(uintptr_t) != 0) {
		return NULL;
	}
	return v8scope_real.globalize_value != NULL
		       ? v8scope_real.globalize_value(v8, *(uintptr_t *)promise)
		       : v8scope_real.globalize(v8, promise);
}

uint64_t v8scope_promise_samples_watch(
	struct v8scope_promise_samples *samples, void *promise, uint64_t promise_id)
{
	struct v8scope_promise_sample *sample;
	void *global;

	if (samples->free == NULL) {
		add_chunk(samples);
	}
	sample = samples->free;
	global = sample != NULL ? globalize(samples->v8, promise) : NULL;
	if (global == NULL) {
		return 0;
	}
	samples->free = sample->next;
	samples->live++;
	samples->drawn += samples->drawn < V8SCOPE_PROMISE_SAMPLES_STEP;
	sample->global = global;
	sample->promise_id = promise_id;
	sample->sample_id = __atomic_add_fetch(&last_sample_id, 1, __ATOMIC_RELAXED);
	v8scope_real.make_weak(
		global, sample, (void *)on_death, V8SCOPE_V8_WEAK_CALLBACK_TYPE_PARAMETER);
	return sample->sample_id;
}
