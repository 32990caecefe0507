/* SPDX-License-Identifier: MIT */
#include "record_writer.h"

#include "report.h"

static bt_field_class *create_unsigned(bt_trace_class *trace_class, size_t size, bool hex)
{
	bt_field_class *field_class = bt_field_class_integer_unsigned_create(trace_class);

	if (!field_class) {
		return NULL;
	}
	bt_field_class_integer_set_field_value_range(field_class, size * 8);
	if (hex) {
		bt_field_class_integer_set_preferred_display_base(
			field_class, BT_FIELD_CLASS_INTEGER_PREFERRED_DISPLAY_BASE_HEXADECIMAL);
	}
	return field_class;
}

static bt_field_class *create_sequence(bt_trace_class *trace_class, size_t size, bool hex)
{
	bt_field_class *element = create_unsigned(trace_class, size, hex);
	bt_field_class *sequence = NULL;

	if (element) {
		sequence = bt_field_class_array_dynamic_create(trace_class, element, NULL);
	}
	bt_field_class_put_ref(element);
	return sequence;
}

static bt_field_class *create_field_class(
	const struct v8scope_field_spec *spec, bt_trace_class *trace_class)
{
	switch (spec->kind) {
	case V8SCOPE_FIELD_KIND_UNSIGNED:
		return create_unsigned(trace_class, spec->size, spec->hex);
	case V8SCOPE_FIELD_KIND_BOOL:
		return create_unsigned(trace_class, sizeof(uint8_t), false);
	case V8SCOPE_FIELD_KIND_SIGNED:
	case V8SCOPE_FIELD_KIND_OPTIONAL:
		return bt_field_class_integer_signed_create(trace_class);
	case V8SCOPE_FIELD_KIND_REAL:
		return bt_field_class_real_double_precision_create(trace_class);
	case V8SCOPE_FIELD_KIND_STRING:
	case V8SCOPE_FIELD_KIND_NAME:
		return bt_field_class_string_create(trace_class);
	case V8SCOPE_FIELD_KIND_SEQUENCE:
		return create_sequence(trace_class, spec->size, spec->hex);
	}
	return NULL;
}

/* Takes the reference on `member`; NULL is the failure to create it. */
static bool append_member(bt_field_class *structure, const char *name, bt_field_class *member)
{
	bool ok = member && bt_field_class_structure_append_member(structure, name, member) ==
				    BT_FIELD_CLASS_STRUCTURE_APPEND_MEMBER_STATUS_OK;

	bt_field_class_put_ref(member);
	return ok;
}

static bool append_field(bt_field_class *structure, const struct v8scope_field_spec *spec,
	bt_trace_class *trace_class)
{
	char *known;
	bool ok;

	if (!append_member(structure, spec->name, create_field_class(spec, trace_class))) {
		return false;
	}
	if (spec->kind != V8SCOPE_FIELD_KIND_OPTIONAL) {
		return true;
	}
	known = g_strconcat(spec->name, "_known", NULL);
	ok = append_member(structure, known, create_unsigned(trace_class, sizeof(uint8_t), false));
	g_free(known);
	return ok;
}

bt_field_class *v8scope_record_create_field_class(
	const struct v8scope_record_spec *spec, bt_trace_class *trace_class)
{
	bt_field_class *structure = bt_field_class_structure_create(trace_class);

	for (size_t i = 0; structure && i < spec->field_count; i++) {
		if (!append_field(structure, &spec->fields[i], trace_class)) {
			bt_field_class_put_ref(structure);
			structure = NULL;
		}
	}
	return structure;
}

static bool write_string(bt_field *field, const char *value)
{
	return bt_field_string_set_value(field, value ? value : V8SCOPE_RECORD_NO_TEXT) ==
	       BT_FIELD_STRING_SET_VALUE_STATUS_OK;
}

static bool write_sequence(
	const struct v8scope_field_spec *spec, bt_field *field, const char *record)
{
	const char *elements = *(const char *const *)(record + spec->offset);
	uint32_t count = *(const uint32_t *)(record + spec->count_offset);

	if (bt_field_array_dynamic_set_length(field, count) !=
		BT_FIELD_DYNAMIC_ARRAY_SET_LENGTH_STATUS_OK) {
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		bt_field_integer_unsigned_set_value(
			bt_field_array_borrow_element_field_by_index(field, i),
			v8scope_record_load_unsigned(elements + i * spec->size, spec->size));
	}
	return true;
}

static void write_optional(bt_field *field, bt_field *known, const void *member)
{
	const struct v8scope_optional *optional = member;

	bt_field_integer_signed_set_value(field, optional->known ? optional->value : 0);
	bt_field_integer_unsigned_set_value(known, optional->known);
}

/* Writes the field at *index and moves *index past what it took. */
static bool write_field(const struct v8scope_field_spec *spec, bt_field *structure,
	const char *record, uint64_t *index)
{
	bt_field *field = bt_field_structure_borrow_member_field_by_index(structure, (*index)++);
	const void *member = record + spec->offset;

	switch (spec->kind) {
	case V8SCOPE_FIELD_KIND_UNSIGNED:
		bt_field_integer_unsigned_set_value(
			field, v8scope_record_load_unsigned(member, spec->size));
		return true;
	case V8SCOPE_FIELD_KIND_SIGNED:
		bt_field_integer_signed_set_value(
			field, v8scope_record_load_signed(member, spec->size));
		return true;
	case V8SCOPE_FIELD_KIND_BOOL:
		bt_field_integer_unsigned_set_value(field, *(const bool *)member);
		return true;
	case V8SCOPE_FIELD_KIND_REAL:
		bt_field_real_double_precision_set_value(field, *(const double *)member);
		return true;
	case V8SCOPE_FIELD_KIND_STRING:
		return write_string(field, *(char *const *)member);
	case V8SCOPE_FIELD_KIND_SEQUENCE:
		return write_sequence(spec, field, record);
	case V8SCOPE_FIELD_KIND_NAME:
		return write_string(field,
			spec->names->to_name(
				(unsigned int)v8scope_record_load_unsigned(member, spec->size)));
	case V8SCOPE_FIELD_KIND_OPTIONAL:
		write_optional(field,
			bt_field_structure_borrow_member_field_by_index(structure, (*index)++),
			member);
		return true;
	}
	return false;
}

bool v8scope_record_write(
	const struct v8scope_record_spec *spec, bt_field *structure, const void *record)
{
	uint64_t index = 0;

	for (size_t i = 0; i < spec->field_count; i++) {
		if (!write_field(&spec->fields[i], structure, record, &index)) {
			return false;
		}
	}
	return true;
}
