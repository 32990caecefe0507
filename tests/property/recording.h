/* SPDX-License-Identifier: MIT */
/* Events that are kept, with the stream each is of, to be given to models in many ways. */
#ifndef V8SCOPE_TESTS_RECORDING_H
#define V8SCOPE_TESTS_RECORDING_H

#include <glib.h>

#include "model.h"
#include "report.h"

struct recorded_event {
	struct v8scope_event event; /* strings and arrays are the recording's */
	uint32_t stream;
};

struct recording {
	GArray *events;	   /* owned; of struct recorded_event, in time order */
	GPtrArray *memory; /* owned; what the events point to */
};

void recording_init(struct recording *recording);
void recording_fini(struct recording *recording);

/* Appends a copy. */
void recording_add(struct recording *recording, const struct v8scope_event *event, uint32_t stream);

static inline const struct recorded_event *recording_at(
	const struct recording *recording, guint index)
{
	return &g_array_index(recording->events, struct recorded_event, index);
}

/* Orders by time; events of one time and one stream keep their order. */
void recording_sort(struct recording *recording);

/* Puts events of one time and different streams into an order drawn from `rand`. */
void recording_shuffle(struct recording *recording, GRand *rand);

/* The report of all events in one pass; the caller owns it. */
struct v8scope_report *recording_report(const struct recording *recording);

/* Everything that a report says, as JSON; the caller owns it. */
char *report_text(const struct v8scope_report *report);

#endif
