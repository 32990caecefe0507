/* SPDX-License-Identifier: MIT */
/* The model's own records: processes and their isolates. */
#ifndef V8SCOPE_MODEL_PRIVATE_H
#define V8SCOPE_MODEL_PRIVATE_H

#include "exact.h"
#include "isolate.h"

struct v8scope_model_stack {
	uintptr_t *ips; /* owned */
	uint32_t count;
	struct v8scope_code_time code_time;
};

struct v8scope_model_js_frame {
	char *function; /* owned */
	char *script;	/* owned */
	uint32_t line;
	uint32_t column;
	uint32_t now_line;
	uint32_t now_column;
};

struct v8scope_model_js_stack {
	uint64_t *frame_ids; /* owned */
	uint32_t count;
};

/* A mark of another name than the one before. */
struct v8scope_model_phase_mark {
	int64_t ts_ns;
	int64_t next_ns; /* of the next mark, whatever its name; INT64_MAX: none */
	char *name;	 /* owned, NULL: not known */
};

struct v8scope_model_process {
	uint32_t host;
	int64_t pid;	      /* -1: not known */
	int64_t first_ns;     /* of its first event */
	uint64_t started_at;  /* by isolate_attach: tells programs of one pid apart; 0: not told */
	char *command;	      /* owned, NULL: not known */
	uint64_t last_census; /* the largest id of a census that ended */
	GPtrArray *isolates;  /* of struct v8scope_model_isolate, in order of appearance */
	GHashTable *live;     /* address -> isolate that is not disposed */
	GHashTable *stacks;   /* stack_id -> struct v8scope_model_stack */
	GHashTable *places;   /* stack_id -> what places.c knows of it */
	GHashTable *places_by_ip;
	GHashTable *js_frames; /* frame_id -> struct v8scope_model_js_frame */
	GHashTable *js_stacks; /* javascript_stack_id -> struct v8scope_model_js_stack */
	GPtrArray *marks;      /* of struct v8scope_report_mark: the first ones */
	GPtrArray *phases;     /* of struct v8scope_model_phase_mark: the first ones */
	int64_t phases_end_ns; /* when one more phase began; INT64_MAX: there are all */
};

struct v8scope_model {
	uint64_t events;
	uint64_t discarded;
	bool discarded_unknown;
	bool truncated;
	uint32_t event_schema;
	struct v8scope_exact_reader exact_reader;
	struct v8scope_model_observer observer;
	GPtrArray *processes;	    /* of struct v8scope_model_process, in order of appearance */
	GHashTable *pid_by_isolate; /* address -> pid by isolate_attach, for events without */
	/* Whom the last event was found to be of; `isolate` NULL: look the next one up. */
	struct {
		uint32_t host;
		int64_t pid; /* as the event had it */
		struct v8scope_model_isolate *isolate;
	} recent;
};

/* processes.c */
void v8scope_model_process_destroy(void *data); /* a struct v8scope_model_process */
/* The process of an event of that isolate; NULL: none is known. */
struct v8scope_model_process *v8scope_model_find_process(
	const struct v8scope_model *model, uint32_t host, int64_t pid, uintptr_t isolate);
/* The process in which that program runs (0: any program); NULL: none is known. */
struct v8scope_model_process *v8scope_model_find_program(
	const struct v8scope_model *model, uint32_t host, int64_t pid, uint64_t started_at);
struct v8scope_model_process *v8scope_model_add_process(
	struct v8scope_model *model, uint32_t host, int64_t pid, int64_t ts_ns);

/* identity.c */
/* The process that the event is of, which is made if none is known. */
struct v8scope_model_process *v8scope_model_process_of(
	struct v8scope_model *model, const struct v8scope_event *event);
/* NULL: the event is no sign of an isolate that was not there before. */
struct v8scope_model_isolate *v8scope_model_find_or_add_isolate(
	struct v8scope_model_process *process, const struct v8scope_event *event);
/* An isolate_attach: its isolate. */
struct v8scope_model_isolate *v8scope_model_attach(
	struct v8scope_model *model, const struct v8scope_event *event);
/* The isolate's end was not seen: V8 gives addresses out again, and so does the kernel. */
void v8scope_model_forget_live(struct v8scope_model_process *process, uintptr_t address);
/* The isolate that was at the event's address, if the event is of another one. */
void v8scope_model_retire_predecessor(
	struct v8scope_model_process *process, const struct v8scope_event *event);
/* A census_end whose number is of another process: the isolate moves there. */
void v8scope_model_check_process(struct v8scope_model *model, struct v8scope_model_isolate *isolate,
	const struct v8scope_event *event);
/* Whether the event says how many checkpoints its isolate has completed. */
bool v8scope_model_tells_checkpoints(const struct v8scope_event *event, uint64_t *checkpoints);

/* A process' `live` isolates are found by this. */
static inline void *v8scope_model_address_key(uintptr_t address)
{
	return GSIZE_TO_POINTER(address);
}

/* NULL: not in the trace. */
const struct v8scope_model_stack *v8scope_model_find_stack(
	const struct v8scope_model_process *process, uint64_t stack_id);

/* places.c */
void v8scope_model_places_init(struct v8scope_model_process *process);
void v8scope_model_places_fini(struct v8scope_model_process *process);
/*
 * The stack_id that stands for the place of `stack_id`, which a census shows with that stack
 * of JavaScript (0: none). Next: without making one, of a stack that a census has shown.
 */
uint64_t v8scope_model_place(
	struct v8scope_model_process *process, uint64_t stack_id, uint64_t javascript_stack_id);
uint64_t v8scope_model_known_place(const struct v8scope_model_process *process, uint64_t stack_id);

/* build_report.c */
/*
 * The isolates in the order that reports have, those of a process together: of const struct
 * v8scope_model_isolate. The caller frees.
 */
GPtrArray *v8scope_model_list_isolates(const struct v8scope_model *model);
/* Without its isolates. Next: one of them, `reader` NULL: without its heap snapshot. */
struct v8scope_report_process *v8scope_model_add_process_report(
	struct v8scope_report *report, const struct v8scope_model_process *process);
struct v8scope_report_isolate *v8scope_model_add_isolate_report(
	struct v8scope_report_process *process, const struct v8scope_model *model,
	const struct v8scope_model_isolate *isolate, const struct v8scope_exact_reader *reader);

/* js_stacks.c */
void v8scope_model_js_init(struct v8scope_model_process *process);
void v8scope_model_js_fini(struct v8scope_model_process *process);
/* Whether the event was of a JavaScript stack or frame. */
bool v8scope_model_js_event(
	struct v8scope_model_process *process, const struct v8scope_event *event);
/* The frame_id of that stack's innermost frame; 0: it is not in the trace. */
uint64_t v8scope_model_js_innermost(
	const struct v8scope_model_process *process, uint64_t javascript_stack_id);
/* Adds the frames of that stack to the holder; none if it is 0 or not in the trace. */
void v8scope_model_js_set_stack(struct v8scope_holder *holder,
	const struct v8scope_model_process *process, uint64_t javascript_stack_id);

#endif
