/* SPDX-License-Identifier: MIT */
/* What the program measures of itself, with no help of a tracer. */
#ifndef V8SCOPE_DEMOS_SUMMARY_H
#define V8SCOPE_DEMOS_SUMMARY_H

#include "options.h"

#include <stdint.h>
#include <stdio.h>

struct v8__Isolate;

struct summary {
	uint64_t iterations;
	uint64_t baseline_bytes; /* used heap after a full GC, before the loop; 0: not measured */
	uint64_t final_bytes;	 /* the same after the loop, the last scope still open */
	uint64_t handles;	 /* NumberOfHandles at the same moment */
	uint64_t promises;	 /* returned by the function in all */
	uint64_t unresolved;	 /* not yet seen fulfilled */
	uint64_t loop_ns;	 /* from the first iteration to the last, full GCs left out */
};

/* Bytes of V8's heap in use after a full GC that this asks for. */
uint64_t summary_live_bytes(struct v8__Isolate *isolate);

/* CLOCK_MONOTONIC, in ns. */
uint64_t summary_now(void);

/* The line of NAME=VALUE words, on `stream`. */
void summary_print(const struct summary *summary, const struct options *options, FILE *stream);

/* The same as JSON into a new file. Returns false with a message on stderr. */
bool summary_write_json(
	const struct summary *summary, const struct options *options, const char *path);

#endif
