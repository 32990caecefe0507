/* SPDX-License-Identifier: MIT */
/* What a trial's trace tells: the runtime's own record of each process and isolate. */
#ifndef V8SCOPE_DOCTOR_OBSERVATION_H
#define V8SCOPE_DOCTOR_OBSERVATION_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "v8_events.h"

struct v8scope_observed_hook {
	char *group; /* owned, like all text here */
	char *function;
	enum v8scope_hooked state;
	uint64_t imports;
};

struct v8scope_observed_sensor {
	char *name;
	bool works;   /* at least once */
	char *reason; /* the last one */
};

struct v8scope_observed_isolate {
	uint64_t address;
	char *v8_version;
	char *attach_mode;
	char *capabilities; /* the last ones */
	GPtrArray *sensors; /* of struct v8scope_observed_sensor */
	uint64_t events;    /* of this isolate */
	uint64_t censuses;
	uint64_t full_gcs;
};

struct v8scope_observed_process {
	int64_t pid;
	char *name;	       /* as the kernel has it */
	char *runtime_version; /* NULL: the runtime said nothing of itself */
	char *attach_mode;
	enum v8scope_linkage linkage;
	char *v8_version;
	char *v8_object;
	uint64_t events;     /* of provider v8 */
	GPtrArray *hooks;    /* of struct v8scope_observed_hook */
	GPtrArray *isolates; /* of struct v8scope_observed_isolate */
};

struct v8scope_observation {
	GPtrArray *processes; /* of struct v8scope_observed_process */
};

void v8scope_observation_init(struct v8scope_observation *observation);
void v8scope_observation_fini(struct v8scope_observation *observation);

/* Adds what the traces at and below `path` hold. None at all is no error. */
bool v8scope_observation_read(
	struct v8scope_observation *observation, const char *path, GError **error);

#endif
