/* SPDX-License-Identifier: MIT */
/*
 * A source component class whose one stream is a script: events of provider `v8`
 * and what a real trace has beside them, at times of the test's choosing.
 */
#ifndef SCRIPT_SOURCE_H
#define SCRIPT_SOURCE_H

#include <babeltrace2/babeltrace.h>
#include <glib.h>

#include "load_map.h"
#include "model.h"

enum step_type {
	STEP_EVENT,		/* `event`, of the vocabulary */
	STEP_OBJECT,		/* `object`, as a statedump event */
	STEP_FOREIGN_EVENT,	/* an event of another provider */
	STEP_UNKNOWN_EVENT,	/* an event of provider `v8` that the vocabulary lacks */
	STEP_DISCARDED_EVENTS,	/* `count` events; 0: nobody counted */
	STEP_DISCARDED_PACKETS, /* `count` packets; only in a script without events */
	STEP_AGAIN,		/* nothing yet, the first time */
	STEP_INTERRUPT,		/* sets `interrupter`, the first time, and goes on */
	STEP_ERROR,		/* the trace breaks off */
};

struct step {
	enum step_type type;
	struct v8scope_event event; /* strings and arrays are borrowed from the test */
	struct v8scope_loaded_object object;
	uint64_t count;
	bool done; /* of AGAIN and INTERRUPT */
};

/* Everything about the trace. Zeroed, it has a clock of 1 GHz and vpid as context. */
struct script {
	GArray *steps; /* of struct step; owned, see script_init() */
	bool without_clock;
	uint64_t clock_frequency; /* 0: 1 GHz */
	int64_t clock_offset_s;
	bool without_vpid_context;
	int64_t environment_vpid;  /* 0: none */
	int64_t vpid;		   /* of every event */
	const char *missing_field; /* left out of every event that has it; NULL: none */
	const char *signed_field;  /* made signed in every event that has it; NULL: none */
	bool extra_field;	   /* every event begins with one more field */
	bool cannot_seek;
	bool stream_without_v8; /* the metadata has no event of provider `v8` */
	bt_interrupter *interrupter;
	/* What the source did. */
	guint steps_done;
	guint seeks;
};

void script_init(struct script *script);
void script_fini(struct script *script);

/* Each event is 1000 cycles after the one before. */
void script_add_event(struct script *script, const struct v8scope_event *event);
void script_add_object(struct script *script, const struct v8scope_loaded_object *object);
void script_add(struct script *script, enum step_type type, uint64_t count);

/* The source's class, for a component whose initialize method data is a script. */
const bt_component_class_source *script_source_class_create(void);

#endif
