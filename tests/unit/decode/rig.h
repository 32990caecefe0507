/* SPDX-License-Identifier: MIT */
/* Graphs around the plugin as built: a script (script_source.h) at one end. */
#ifndef RIG_H
#define RIG_H

#include <babeltrace2/babeltrace.h>
#include <glib.h>

#include "script_source.h"

struct rig {
	bt_graph *graph;	      /* a reference */
	const bt_plugin_set *plugins; /* a reference; the plugin under test */
	const bt_port_output *end;    /* borrowed; where the next component is connected */
	GPtrArray *messages;	      /* owned; references on what the collector got */
	bool seek;		      /* the collector seeks the beginning at the first end */
	guint seek_after;  /* ... when it has so many messages, which it drops; 0: never */
	bool seek_again;   /* ... when it is told to try again */
	bool seek_by_time; /* ... by its time */
};

/* A graph with the script as its source. */
void rig_init(struct rig *rig, struct script *script);
void rig_fini(struct rig *rig);

/* Connects what the script emits to filter.v8scope.attribute. */
void rig_add_attribute(struct rig *rig);

/* Connects a sink that keeps every message in rig->messages. */
void rig_add_collector(struct rig *rig);

/* Connects sink.v8scope.report; `params` (may be NULL) is consumed. False: it refused them. */
bool rig_add_report(struct rig *rig, bt_value *params);

/* Connects sink.ctf.fs, which writes a trace below `path`. */
void rig_add_ctf_sink(struct rig *rig, const char *path);

/* A graph that reads one stream of the CTF trace at `path` instead of a script. */
void rig_init_ctf_source(struct rig *rig, const char *path);

/* A map of one entry. `value` is consumed. */
bt_value *rig_params(const char *key, bt_value *value);

/* The current thread's error, all causes, which it takes away; owned by the caller. */
char *rig_take_error(void);

/* Event `index` of the collected messages, -1: the last; NULL: there are fewer. */
const bt_event *rig_event(const struct rig *rig, int index);
const char *rig_event_name(const bt_event *event);
const bt_field *rig_payload(const bt_event *event, const char *field);
uint64_t rig_payload_unsigned(const bt_event *event, const char *field);

#endif
