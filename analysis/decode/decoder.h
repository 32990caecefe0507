/* SPDX-License-Identifier: MIT */
/*
 * From babeltrace2 event messages to the model's events and to load map entries.
 * Fields are looked up once an event class; after that an event costs its time and
 * its fields' values.
 */
#ifndef V8SCOPE_DECODER_H
#define V8SCOPE_DECODER_H

#include <babeltrace2/babeltrace.h>

#include "load_map.h"
#include "model.h"

/* How the message of a NEWER_SCHEMA begins, for commands that tell it from other errors. */
#define V8SCOPE_DECODE_NEWER_SCHEMA_TEXT "The trace has a newer event schema"

enum v8scope_decode_status {
	V8SCOPE_DECODE_STATUS_EVENT,   /* `event` is filled in */
	V8SCOPE_DECODE_STATUS_OBJECT,  /* `object` is filled in */
	V8SCOPE_DECODE_STATUS_IGNORED, /* not an event that the analysis uses */
	V8SCOPE_DECODE_STATUS_NEWER_SCHEMA,
	V8SCOPE_DECODE_STATUS_ERROR,
};

/* Strings and arrays are borrowed: valid while the message and until the next decode. */
struct v8scope_decoded {
	/* Of every event message; borrowed, NULL: it has no time. */
	const bt_clock_class *clock_class;
	const bt_clock_snapshot *time;
	uint64_t cycles; /* of the clock at that time; 0 if there is none */
	struct v8scope_event event;
	struct v8scope_loaded_object object;
};

struct v8scope_decoder;

struct v8scope_decoder *v8scope_decoder_create(void);
void v8scope_decoder_destroy(struct v8scope_decoder *decoder); /* NULL-safe */

/* Before the first event: of those of other types `u` is not filled in. */
void v8scope_decoder_read_only(
	struct v8scope_decoder *decoder, bool (*is_read)(enum v8scope_event_type type));

/* `message` is an event message. */
enum v8scope_decode_status v8scope_decoder_decode(struct v8scope_decoder *decoder,
	const bt_message *message, struct v8scope_decoded *decoded);

/* What the last NEWER_SCHEMA or ERROR was about; owned by the decoder. */
const char *v8scope_decoder_get_error(const struct v8scope_decoder *decoder);

/* Of an event's `host`; borrowed, NULL: not known. */
const char *v8scope_decoder_host_name(const struct v8scope_decoder *decoder, uint32_t host);

/* Whether the stream's class has an event of provider `v8`: losing its events matters. */
bool v8scope_stream_has_v8_events(const bt_stream *stream);

/*
 * Whether all that the stream's class can have is events of provider `v8` of the scopes and
 * handles details: less severe than INFO, as their log levels in the trace say.
 */
bool v8scope_stream_is_detail(const bt_stream *stream);

#endif
