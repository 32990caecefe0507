/* SPDX-License-Identifier: MIT */
/* The events of provider `v8` in a trace, one after the other, as they were recorded. */
#ifndef V8SCOPE_DOCTOR_EVENT_READER_H
#define V8SCOPE_DOCTOR_EVENT_READER_H

#include <babeltrace2/babeltrace.h>
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* `name` without its provider. `context` may be NULL; all is borrowed for the call. */
typedef void (*v8scope_event_fn)(
	const char *name, const bt_field *context, const bt_field *payload, void *data);

/* Calls `on_event` for each event of the traces at and below `path`; there may be none. */
bool v8scope_event_reader_run(
	const char *path, v8scope_event_fn on_event, void *data, GError **error);

/* A member of a structure; "" or 0 if there is none of that name and kind. NULL-safe. */
const char *v8scope_event_text(const bt_field *structure, const char *name);
uint64_t v8scope_event_number(const bt_field *structure, const char *name);

#endif
