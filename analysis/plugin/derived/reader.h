/* SPDX-License-Identifier: MIT */
/* The report that a stream of derived events (derived.h) says. */
#ifndef V8SCOPE_DERIVED_READER_H
#define V8SCOPE_DERIVED_READER_H

#include <babeltrace2/babeltrace.h>

enum v8scope_derived_reader_status {
	V8SCOPE_DERIVED_READER_STATUS_OK,
	V8SCOPE_DERIVED_READER_STATUS_IGNORED, /* not a derived event */
	V8SCOPE_DERIVED_READER_STATUS_ERROR,
};

struct v8scope_derived_reader;
struct v8scope_report;

struct v8scope_derived_reader *v8scope_derived_reader_create(void);
void v8scope_derived_reader_destroy(struct v8scope_derived_reader *reader); /* NULL-safe */

enum v8scope_derived_reader_status v8scope_derived_reader_read(
	struct v8scope_derived_reader *reader, const bt_event *event);

/* What was read; owned by the reader, and may be changed. NULL, with an error: no attribution was.
 */
struct v8scope_report *v8scope_derived_reader_get_report(struct v8scope_derived_reader *reader);

/* What the last failure was; owned by the reader. */
const char *v8scope_derived_reader_get_error(const struct v8scope_derived_reader *reader);

#endif
