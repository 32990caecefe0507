/* SPDX-License-Identifier: MIT */
/* The model's own records: processes and their isolates. */
#ifndef V8SCOPE_MODEL_PRIVATE_H
#define V8SCOPE_MODEL_PRIVATE_H

#include "isolate.h"

struct v8scope_model_stack {
	uintptr_t *ips; /* owned */
	uint32_t count;
};

struct v8scope_model_process {
	int64_t pid;	     /* -1: not known */
	char *command;	     /* owned, NULL: not known */
	GPtrArray *isolates; /* of struct v8scope_model_isolate, in order of appearance */
	GHashTable *live;    /* address -> isolate that is not disposed */
	GHashTable *stacks;  /* stack_id -> struct v8scope_model_stack */
};

struct v8scope_model {
	uint64_t events;
	uint64_t discarded;
	bool discarded_unknown;
	bool truncated;
	uint32_t event_schema;
	GPtrArray *processes;	    /* of struct v8scope_model_process, in order of appearance */
	GHashTable *pid_by_isolate; /* address -> pid by isolate_attach, for events without */
};

/* NULL: not in the trace. */
const struct v8scope_model_stack *v8scope_model_find_stack(
	const struct v8scope_model_process *process, uint64_t stack_id);

#endif
