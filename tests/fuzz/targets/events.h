/* SPDX-License-Identifier: MIT */
/*
 * Events of provider `v8` in a fuzzer's bytes. An event's first byte is its type, and above
 * these what else a trace may say; then its process, the time since the one before, and its
 * fields.
 */
#ifndef V8SCOPE_FUZZ_EVENTS_H
#define V8SCOPE_FUZZ_EVENTS_H

#include "input.h"
#include "model.h"

enum fuzz_step {
	FUZZ_STEP_EVENT,	 /* `event` is filled in */
	FUZZ_STEP_EARLIER_EVENT, /* likewise; it is before what is looked at */
	FUZZ_STEP_DISCARDED,	 /* `discarded` events, 0: nobody counted */
	FUZZ_STEP_TRUNCATED,
	FUZZ_STEP_END,
};

struct fuzz_events {
	struct fuzz_input *input; /* borrowed */
	int64_t ts_ns;		  /* of the last event */
	struct v8scope_event event;
	uint64_t discarded;
};

void fuzz_events_init(struct fuzz_events *events, struct fuzz_input *input);
enum fuzz_step fuzz_events_next(struct fuzz_events *events);

/* Appends an event that comes after one at `before_ns`, and the beginning of them all. */
void fuzz_write_beginning(GByteArray *out, int64_t ts_ns);
void fuzz_write_event(GByteArray *out, const struct v8scope_event *event, int64_t before_ns);

#endif
