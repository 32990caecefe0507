/* SPDX-License-Identifier: MIT */
/* The writing side of a record: its field class, and a field of that class. */
#ifndef V8SCOPE_RECORD_WRITER_H
#define V8SCOPE_RECORD_WRITER_H

#include "record.h"

/* A structure field class with the record's fields in order. NULL: out of memory. */
bt_field_class *v8scope_record_create_field_class(
	const struct v8scope_record_spec *spec, bt_trace_class *trace_class);

/* Sets every field of a structure of that class. False: out of memory. */
bool v8scope_record_write(
	const struct v8scope_record_spec *spec, bt_field *structure, const void *record);

#endif
