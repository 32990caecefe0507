/* SPDX-License-Identifier: MIT */
#include "record.h"

#include <string.h>

#include "report.h"

/* One field, resolved: a lookup by index is all that reading it takes. */
struct slot {
	const struct v8scope_field_spec *spec; /* static storage */
	bool absent;			       /* the trace is older than the field */
	uint64_t index;
	uint64_t known_index; /* of an OPTIONAL's second field */
	void *elements;	      /* owned: what a SEQUENCE was last read into */
	uint64_t capacity;
};

struct v8scope_field_map {
	size_t slot_count;
	size_t read_count; /* of these, the first ones */
	struct slot slots[];
};

static const char *expected_type(enum v8scope_field_kind kind)
{
	switch (kind) {
	case V8SCOPE_FIELD_KIND_UNSIGNED:
	case V8SCOPE_FIELD_KIND_BOOL:
		return "an unsigned integer";
	case V8SCOPE_FIELD_KIND_SIGNED:
	case V8SCOPE_FIELD_KIND_OPTIONAL:
		return "a signed integer";
	case V8SCOPE_FIELD_KIND_REAL:
		return "a real number";
	case V8SCOPE_FIELD_KIND_STRING:
	case V8SCOPE_FIELD_KIND_NAME:
		return "a string";
	case V8SCOPE_FIELD_KIND_SEQUENCE:
		return "a sequence of unsigned integers";
	}
	return "another type";
}

static bool is_unsigned_sequence(const bt_field_class *field_class)
{
	return bt_field_class_type_is(
		       bt_field_class_get_type(field_class), BT_FIELD_CLASS_TYPE_ARRAY) &&
	       bt_field_class_type_is(
		       bt_field_class_get_type(
			       bt_field_class_array_borrow_element_field_class_const(field_class)),
		       BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER);
}

static bool has_kind(const bt_field_class *field_class, enum v8scope_field_kind kind)
{
	bt_field_class_type type = bt_field_class_get_type(field_class);

	switch (kind) {
	case V8SCOPE_FIELD_KIND_UNSIGNED:
	case V8SCOPE_FIELD_KIND_BOOL:
		return bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER);
	case V8SCOPE_FIELD_KIND_SIGNED:
	case V8SCOPE_FIELD_KIND_OPTIONAL:
		return bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER);
	case V8SCOPE_FIELD_KIND_REAL:
		return type == BT_FIELD_CLASS_TYPE_DOUBLE_PRECISION_REAL;
	case V8SCOPE_FIELD_KIND_STRING:
	case V8SCOPE_FIELD_KIND_NAME:
		return type == BT_FIELD_CLASS_TYPE_STRING;
	case V8SCOPE_FIELD_KIND_SEQUENCE:
		return is_unsigned_sequence(field_class);
	}
	return false;
}

static bool find_member(const bt_field_class *payload, const char *name, uint64_t *index,
	const bt_field_class **field_class)
{
	uint64_t count = payload ? bt_field_class_structure_get_member_count(payload) : 0;

	for (uint64_t i = 0; i < count; i++) {
		const bt_field_class_structure_member *member =
			bt_field_class_structure_borrow_member_by_index_const(payload, i);

		if (strcmp(bt_field_class_structure_member_get_name(member), name) == 0) {
			*index = i;
			*field_class =
				bt_field_class_structure_member_borrow_field_class_const(member);
			return true;
		}
	}
	return false;
}

static bool resolve_field(const bt_field_class *payload, const char *name,
	enum v8scope_field_kind kind, uint64_t *index, GString *error)
{
	const bt_field_class *field_class;

	if (!find_member(payload, name, index, &field_class)) {
		g_string_append_printf(
			error, "has no field `%s`: expected %s", name, expected_type(kind));
		return false;
	}
	if (!has_kind(field_class, kind)) {
		g_string_append_printf(error, "has a field `%s` of another type: expected %s", name,
			expected_type(kind));
		return false;
	}
	return true;
}

static bool resolve_slot(struct slot *slot, const bt_field_class *payload, GString *error)
{
	const struct v8scope_field_spec *spec = slot->spec;
	const bt_field_class *ignored;
	char *known;
	bool ok;

	slot->absent = spec->later && !find_member(payload, spec->name, &slot->index, &ignored);
	if (slot->absent) {
		return true;
	}
	if (!resolve_field(payload, spec->name, spec->kind, &slot->index, error)) {
		return false;
	}
	if (spec->kind != V8SCOPE_FIELD_KIND_OPTIONAL) {
		return true;
	}
	known = g_strconcat(spec->name, "_known", NULL);
	ok = resolve_field(payload, known, V8SCOPE_FIELD_KIND_BOOL, &slot->known_index, error);
	g_free(known);
	return ok;
}

struct v8scope_field_map *v8scope_field_map_create(
	const struct v8scope_record_spec *spec, const bt_field_class *payload, GString *error)
{
	struct v8scope_field_map *map =
		g_malloc0(sizeof(*map) + spec->field_count * sizeof(map->slots[0]));

	map->slot_count = spec->field_count;
	map->read_count = spec->field_count;
	for (size_t i = 0; i < spec->field_count; i++) {
		map->slots[i].spec = &spec->fields[i];
		if (!resolve_slot(&map->slots[i], payload, error)) {
			v8scope_field_map_destroy(map);
			return NULL;
		}
	}
	return map;
}

void v8scope_field_map_destroy(struct v8scope_field_map *map)
{
	if (!map) {
		return;
	}
	for (size_t i = 0; i < map->slot_count; i++) {
		g_free(map->slots[i].elements);
	}
	g_free(map);
}

void v8scope_field_map_read_first(struct v8scope_field_map *map, size_t count)
{
	map->read_count = MIN(count, map->slot_count);
}

static uint32_t read_elements(struct slot *slot, const bt_field *field)
{
	uint64_t count = bt_field_array_get_length(field);
	size_t size = slot->spec->size;

	if (count > slot->capacity) {
		slot->elements = g_realloc_n(slot->elements, count, size);
		slot->capacity = count;
	}
	for (uint64_t i = 0; i < count; i++) {
		const bt_field *element =
			bt_field_array_borrow_element_field_by_index_const(field, i);

		v8scope_record_store_unsigned((char *)slot->elements + i * size, size,
			bt_field_integer_unsigned_get_value(element));
	}
	return (uint32_t)count;
}

static void read_sequence(struct slot *slot, const bt_field *field, char *record, bool owned)
{
	uint32_t count = read_elements(slot, field);
	void *elements = slot->elements;

	if (count == 0) {
		elements = NULL;
	} else if (owned) {
		elements = g_memdup2(elements, count * slot->spec->size);
	}
	*(void **)(record + slot->spec->offset) = elements;
	*(uint32_t *)(record + slot->spec->count_offset) = count;
}

static void read_string(const bt_field *field, char **member, bool owned)
{
	const char *value = bt_field_string_get_value(field);

	if (owned) {
		bool is_known = value[0] != '\0' && strcmp(value, V8SCOPE_RECORD_NO_TEXT) != 0;

		*member = is_known ? g_strdup(value) : NULL;
	} else {
		*(const char **)member = value;
	}
}

static bool read_name(const struct slot *slot, const bt_field *field, void *member, GString *error)
{
	const char *name = bt_field_string_get_value(field);
	unsigned int value;

	if (!slot->spec->names->from_name(name, &value)) {
		g_string_append_printf(
			error, "has an unknown `%s`: \"%s\"", slot->spec->name, name);
		return false;
	}
	v8scope_record_store_unsigned(member, slot->spec->size, value);
	return true;
}

static void read_optional(
	const struct slot *slot, const bt_field *payload, const bt_field *field, void *member)
{
	const bt_field *known =
		bt_field_structure_borrow_member_field_by_index_const(payload, slot->known_index);
	struct v8scope_optional *optional = member;

	optional->known = bt_field_integer_unsigned_get_value(known) != 0;
	optional->value = optional->known
				  ? v8scope_record_bound(bt_field_integer_signed_get_value(field))
				  : 0;
}

static bool read_slot(
	struct slot *slot, const bt_field *payload, char *record, bool owned, GString *error)
{
	const bt_field *field =
		bt_field_structure_borrow_member_field_by_index_const(payload, slot->index);
	void *member = record + slot->spec->offset;

	switch (slot->spec->kind) {
	case V8SCOPE_FIELD_KIND_UNSIGNED:
		v8scope_record_store_unsigned(member, slot->spec->size,
			v8scope_field_within_limit(
				slot->spec, bt_field_integer_unsigned_get_value(field)));
		break;
	case V8SCOPE_FIELD_KIND_SIGNED:
		v8scope_record_store_signed(member, slot->spec->size,
			v8scope_record_bound(bt_field_integer_signed_get_value(field)));
		break;
	case V8SCOPE_FIELD_KIND_BOOL:
		*(bool *)member = bt_field_integer_unsigned_get_value(field) != 0;
		break;
	case V8SCOPE_FIELD_KIND_REAL:
		*(double *)member = bt_field_real_double_precision_get_value(field);
		break;
	case V8SCOPE_FIELD_KIND_STRING:
		read_string(field, member, owned);
		break;
	case V8SCOPE_FIELD_KIND_SEQUENCE:
		read_sequence(slot, field, record, owned);
		break;
	case V8SCOPE_FIELD_KIND_NAME:
		return read_name(slot, field, member, error);
	case V8SCOPE_FIELD_KIND_OPTIONAL:
		read_optional(slot, payload, field, member);
		break;
	}
	return true;
}

static bool read_slots(struct v8scope_field_map *map, const bt_field *payload, void *record,
	bool owned, GString *error)
{
	for (size_t i = 0; i < map->read_count; i++) {
		if (map->slots[i].absent) {
			memset((char *)record + map->slots[i].spec->offset, 0,
				map->slots[i].spec->size);
		} else if (!read_slot(&map->slots[i], payload, record, owned, error)) {
			return false;
		}
	}
	return true;
}

bool v8scope_field_map_read(
	struct v8scope_field_map *map, const bt_field *payload, void *record, GString *error)
{
	return read_slots(map, payload, record, false, error);
}

bool v8scope_field_map_read_owned(
	struct v8scope_field_map *map, const bt_field *payload, void *record, GString *error)
{
	return read_slots(map, payload, record, true, error);
}
