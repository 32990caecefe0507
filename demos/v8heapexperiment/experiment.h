/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_DEMOS_EXPERIMENT_H
#define V8SCOPE_DEMOS_EXPERIMENT_H

#include "options.h"
#include "pending_promises.h"
#include "summary.h"

#include <stdbool.h>

struct v8__Data;
struct v8__Isolate;

struct experiment {
	const struct options *options;	      /* borrowed */
	struct v8__Isolate *isolate;	      /* borrowed, entered */
	const struct v8__Data *global_module; /* owned Global */
	struct pending_promises pending;
	struct summary summary;
	uint64_t loop_started_at; /* ns */
};

/* Compiles the module. Returns false with a message on stderr. */
bool experiment_init(
	struct experiment *experiment, struct v8__Isolate *isolate, const struct options *options);

/*
 * Runs the loop and fills in the summary. Without options.iterations it returns
 * only on an error: V8 ends the process when its heap is full.
 */
bool experiment_run(struct experiment *experiment);

void experiment_fini(struct experiment *experiment);

#endif
