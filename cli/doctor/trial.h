/* SPDX-License-Identifier: MIT */
/* A short recording of the command, for what its trace tells. */
#ifndef V8SCOPE_DOCTOR_TRIAL_H
#define V8SCOPE_DOCTOR_TRIAL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "observation.h"
#include "options.h"

struct v8scope_trial {
	int wait_status;
	bool was_ended;	    /* by us, when its time was over */
	bool node_script;   /* node was told to load v8scope as an addon */
	uint64_t discarded; /* events */
	struct v8scope_observation observation;
};

/*
 * Runs the command of `options` with `runtime` preloaded; its standard output is our
 * standard error. Its trace is removed again. Fini is due either way.
 */
bool v8scope_trial_run(struct v8scope_trial *trial, const struct v8scope_doctor_options *options,
	const char *runtime, GError **error);
void v8scope_trial_fini(struct v8scope_trial *trial);

#endif
