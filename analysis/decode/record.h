/* SPDX-License-Identifier: MIT */
/*
 * How an event's payload maps to a C struct (a record): one table an event, used
 * to read trace events here and to write and read the plugin's own events.
 */
#ifndef V8SCOPE_RECORD_H
#define V8SCOPE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <babeltrace2/babeltrace.h>
#include <glib.h>

enum v8scope_field_kind {
	V8SCOPE_FIELD_KIND_UNSIGNED, /* any unsigned integer or C enumeration */
	V8SCOPE_FIELD_KIND_SIGNED,
	V8SCOPE_FIELD_KIND_BOOL, /* a bool; an unsigned integer in the trace */
	V8SCOPE_FIELD_KIND_REAL, /* a double */
	V8SCOPE_FIELD_KIND_STRING,
	V8SCOPE_FIELD_KIND_SEQUENCE, /* pointer to unsigned integers, and a uint32_t count */
	V8SCOPE_FIELD_KIND_NAME,     /* a C enumeration; a string in the trace */
	/*
	 * A struct v8scope_optional; two fields in the trace, `x` and `x_known`,
	 * because CTF 1.8 has no option fields.
	 */
	V8SCOPE_FIELD_KIND_OPTIONAL,
};

/* The names of an enumeration's values. */
struct v8scope_field_names {
	const char *(*to_name)(unsigned int value);
	bool (*from_name)(const char *name, unsigned int *value);
};

struct v8scope_field_spec {
	const char *name;
	enum v8scope_field_kind kind;
	size_t offset;	     /* of the member in the record */
	size_t size;	     /* of the member; of an element for a sequence */
	size_t count_offset; /* of a sequence's count in the record */
	bool hex;	     /* shown in base 16 */
	bool later;	     /* older traces lack it: it then reads as 0 */
	uint64_t limit;	     /* of an UNSIGNED: what is larger reads as this; 0: none */
	const struct v8scope_field_names *names; /* of a NAME */
};

struct v8scope_record_spec {
	const char *event_name;
	int type; /* the user's own number for this event */
	const struct v8scope_field_spec *fields;
	size_t field_count;
};

/* Rows of a table of struct v8scope_field_spec. */
#define V8SCOPE_FIELD(field_name, field_kind, record, member)                                      \
	{                                                                                          \
		.name = (field_name), .kind = V8SCOPE_FIELD_KIND_##field_kind,                     \
		.offset = offsetof(record, member), .size = sizeof(((record *)NULL)->member)       \
	}
/* A field that came after the first release of its event; a number or a string. */
#define V8SCOPE_FIELD_LATER(field_name, field_kind, record, member)                                \
	{                                                                                          \
		.name = (field_name), .kind = V8SCOPE_FIELD_KIND_##field_kind,                     \
		.offset = offsetof(record, member), .size = sizeof(((record *)NULL)->member),      \
		.later = true                                                                      \
	}
/* The most that an UNSIGNED can be in a trace that is sound. */
#define V8SCOPE_FIELD_UP_TO(field_name, field_kind, record, member, most, is_later)                \
	{                                                                                          \
		.name = (field_name), .kind = V8SCOPE_FIELD_KIND_##field_kind,                     \
		.offset = offsetof(record, member), .size = sizeof(((record *)NULL)->member),      \
		.later = (is_later), .limit = (most)                                               \
	}
#define V8SCOPE_FIELD_HEX(field_name, record, member)                                              \
	{                                                                                          \
		.name = (field_name), .kind = V8SCOPE_FIELD_KIND_UNSIGNED,                         \
		.offset = offsetof(record, member), .size = sizeof(((record *)NULL)->member),      \
		.hex = true                                                                        \
	}
#define V8SCOPE_FIELD_SEQUENCE(field_name, record, member, count_member)                           \
	{                                                                                          \
		.name = (field_name), .kind = V8SCOPE_FIELD_KIND_SEQUENCE,                         \
		.offset = offsetof(record, member), .size = sizeof(*((record *)NULL)->member),     \
		.count_offset = offsetof(record, count_member), .hex = true                        \
	}
#define V8SCOPE_FIELD_NAME(field_name, record, member, enum_names)                                 \
	{                                                                                          \
		.name = (field_name), .kind = V8SCOPE_FIELD_KIND_NAME,                             \
		.offset = offsetof(record, member), .size = sizeof(((record *)NULL)->member),      \
		.names = (enum_names)                                                              \
	}

/* `value`, or the field's limit if it is larger. */
static inline uint64_t v8scope_field_within_limit(
	const struct v8scope_field_spec *field, uint64_t value)
{
	return field->limit != 0 && value > field->limit ? field->limit : value;
}

/*
 * The largest number with a sign that is read, and its negative the smallest: their
 * difference is a number, too. No trace that is sound has more (origin.h).
 */
#define V8SCOPE_RECORD_LARGEST ((INT64_C(1) << 62) - 1)

static inline int64_t v8scope_record_bound(int64_t value)
{
	return CLAMP(value, -V8SCOPE_RECORD_LARGEST, V8SCOPE_RECORD_LARGEST);
}

/* Stores `value` into an unsigned (or enumeration) member of `size` bytes. */
static inline void v8scope_record_store_unsigned(void *member, size_t size, uint64_t value)
{
	switch (size) {
	case sizeof(uint8_t):
		*(uint8_t *)member = (uint8_t)value;
		break;
	case sizeof(uint16_t):
		*(uint16_t *)member = (uint16_t)value;
		break;
	case sizeof(uint32_t):
		*(uint32_t *)member = (uint32_t)value;
		break;
	default:
		g_assert(size == sizeof(uint64_t));
		*(uint64_t *)member = value;
		break;
	}
}

uint64_t v8scope_record_load_unsigned(const void *member, size_t size);
void v8scope_record_store_signed(void *member, size_t size, int64_t value);
int64_t v8scope_record_load_signed(const void *member, size_t size);

/*
 * A text that is NULL, as it is written: babeltrace2 2.0 reads a text of no length from a
 * CTF trace as whatever it read there before.
 */
#define V8SCOPE_RECORD_NO_TEXT "(not known)"

/* Where the fields of a record are in one structure field class. */
struct v8scope_field_map;

/*
 * Looks every field of `spec` up in `payload` (a structure field class, NULL: an
 * event without payload). NULL if one is missing that is not `later`, or of another
 * type; `error` then tells which, as "has no field ..." for the caller to put a
 * subject before.
 */
struct v8scope_field_map *v8scope_field_map_create(
	const struct v8scope_record_spec *spec, const bt_field_class *payload, GString *error);
void v8scope_field_map_destroy(struct v8scope_field_map *map); /* NULL-safe */

/* From now on no more than the first `count` fields of the spec are read, the others stay. */
void v8scope_field_map_read_first(struct v8scope_field_map *map, size_t count);

/*
 * Reads a payload of the class that `map` was made for. Strings belong to the
 * payload, sequences to the map until its next read. False if a NAME is not
 * known; `error` then tells which.
 */
bool v8scope_field_map_read(
	struct v8scope_field_map *map, const bt_field *payload, void *record, GString *error);

/* The same with strings and sequences owned by the record (g_free); no text becomes NULL. */
bool v8scope_field_map_read_owned(
	struct v8scope_field_map *map, const bt_field *payload, void *record, GString *error);

#endif
