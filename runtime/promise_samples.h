/* SPDX-License-Identifier: MIT */
/*
 * One promise in k is watched until it dies, through a weak global of our own. It
 * keeps no promise from a full collection. The hooks do not see it: it is no global
 * of the host's.
 *
 * Each promise is drawn by itself, so that a program that makes its promises in
 * turns cannot be in step with the draw. The more of the watched are alive, the
 * rarer the next is drawn: memory is bounded, and a program whose promises die is
 * watched more closely than one that keeps millions.
 *
 * Used by the thread that has entered the isolate.
 */
#ifndef V8SCOPE_PROMISE_SAMPLES_H
#define V8SCOPE_PROMISE_SAMPLES_H

#include <stdbool.h>
#include <stdint.h>

struct v8scope_promise_chunk;

struct v8scope_promise_sample {
	struct v8scope_promise_samples *samples; /* not owned: what it is one of */
	struct v8scope_promise_sample *next;	 /* while it is free */
	void *global;				 /* V8's weak global; NULL: free */
	uint64_t sample_id;			 /* unique in the process */
	uint64_t promise_id;			 /* V8's identity hash: not unique */
};

/* Those of one isolate. All zero: none, and ready to be used once seeded. */
struct v8scope_promise_samples {
	void *v8;			      /* the isolate */
	struct v8scope_promise_chunk *chunks; /* owned */
	struct v8scope_promise_sample *free;  /* in the chunks */
	uint32_t live;
	uint32_t drawn;	 /* ever, as far as it matters: to V8SCOPE_PROMISE_SAMPLES_STEP */
	uint64_t random; /* never 0 once seeded */
};

enum {
	/* So many are watched without a draw; then so many alive halve the next one's chance. */
	V8SCOPE_PROMISE_SAMPLES_STEP = 1024,
	/* The least period of a draw, as a power of two: what watching costs is shared. */
	V8SCOPE_PROMISE_SAMPLES_SHIFT = 4,
	/* 27 steps, and so much memory, would take more promises than fit into any heap. */
	V8SCOPE_PROMISE_SAMPLES_STEPS = 31 - V8SCOPE_PROMISE_SAMPLES_SHIFT,
};

/* `seed` may be any number. */
void v8scope_promise_samples_init(struct v8scope_promise_samples *samples, void *v8, uint64_t seed);

/* Lets go of every promise that is watched, and of the memory. Not in a collection. */
void v8scope_promise_samples_clear(struct v8scope_promise_samples *samples);

/* Whether this V8 has what it takes. */
bool v8scope_promise_samples_possible(void);

/* Of how many promises one is drawn now: a power of two. */
static inline uint32_t v8scope_promise_samples_period(const struct v8scope_promise_samples *samples)
{
	uint32_t steps = samples->live / V8SCOPE_PROMISE_SAMPLES_STEP;

	if (samples->drawn < V8SCOPE_PROMISE_SAMPLES_STEP) {
		return 1;
	}
	return UINT32_C(1) << (V8SCOPE_PROMISE_SAMPLES_SHIFT +
			       (steps < V8SCOPE_PROMISE_SAMPLES_STEPS
					       ? steps
					       : V8SCOPE_PROMISE_SAMPLES_STEPS));
}

/* Draws: whether the next promise, whichever it is, is one to watch. */
static inline bool v8scope_promise_samples_draw(struct v8scope_promise_samples *samples)
{
	/* xorshift64*: its upper bits are good, a few instructions are all a promise costs. */
	samples->random ^= samples->random >> 12;
	samples->random ^= samples->random << 25;
	samples->random ^= samples->random >> 27;
	return ((uint32_t)(samples->random * UINT64_C(0x2545f4914f6cdd1d) >> 32) &
		       (v8scope_promise_samples_period(samples) - 1)) == 0;
}

/*
 * Watches the promise that V8's handle `promise` refers to; the sample's id, or 0 if
 * it cannot be watched. Call v8scope_promise_samples_possible() before.
 */
uint64_t v8scope_promise_samples_watch(
	struct v8scope_promise_samples *samples, void *promise, uint64_t promise_id);

/*
 * A watched promise has died. Called by promise_samples.c in a collection: V8 must
 * not be called. The sample is free when this returns.
 */
void v8scope_promises_collected(const struct v8scope_promise_sample *sample);

#endif
