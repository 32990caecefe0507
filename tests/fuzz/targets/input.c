/* SPDX-License-Identifier: MIT */
#include "input.h"

#include <string.h>

#include "report.h"

/* The first byte of a number: itself, or how many bytes follow, or one of the extremes. */
enum {
	TAG_ONE_BYTE = 240,
	TAG_TWO_BYTES,
	TAG_FOUR_BYTES,
	TAG_EIGHT_BYTES,
	TAG_EXTREMES,
};

static const uint64_t extremes[] = {UINT64_MAX, (uint64_t)INT64_MAX, (uint64_t)INT64_MIN,
	UINT32_MAX, (uint64_t)INT32_MAX, (uint64_t)INT32_MIN, UINT64_C(1) << 53, UINT64_C(1) << 32,
	UINT64_C(1) << 62, UINT64_MAX - 1, UINT64_C(1) << 47, UINT64_C(1) << 20};

_Static_assert(TAG_EXTREMES + G_N_ELEMENTS(extremes) == 256, "every byte is a tag");

/* Elements of a sequence; a trace has thousands at most. */
enum { MAX_ELEMENTS = 64 };

void fuzz_input_init(struct fuzz_input *input, const uint8_t *data, size_t size)
{
	input->next = data;
	input->left = size;
	input->memory = g_ptr_array_new_with_free_func(g_free);
}

void fuzz_input_fini(struct fuzz_input *input)
{
	g_ptr_array_unref(input->memory);
}

uint8_t fuzz_read_byte(struct fuzz_input *input)
{
	if (input->left == 0) {
		return 0;
	}
	input->left--;
	return *input->next++;
}

static uint64_t read_bytes(struct fuzz_input *input, int count)
{
	uint64_t value = 0;

	for (int i = 0; i < count; i++) {
		value |= (uint64_t)fuzz_read_byte(input) << (8 * i);
	}
	return value;
}

uint64_t fuzz_read_number(struct fuzz_input *input)
{
	uint8_t tag = fuzz_read_byte(input);

	switch (tag) {
	case TAG_ONE_BYTE:
		return read_bytes(input, 1);
	case TAG_TWO_BYTES:
		return read_bytes(input, 2);
	case TAG_FOUR_BYTES:
		return read_bytes(input, 4);
	case TAG_EIGHT_BYTES:
		return read_bytes(input, 8);
	default:
		return tag < TAG_ONE_BYTE ? tag : extremes[tag - TAG_EXTREMES];
	}
}

/* The caller owns it. */
static char *read_text(struct fuzz_input *input)
{
	uint8_t wanted = fuzz_read_byte(input);
	size_t length = MIN(MIN(wanted, FUZZ_MAX_TEXT), input->left);
	char *text = g_strndup((const char *)input->next, length);

	input->next += length;
	input->left -= length;
	return text;
}

const char *fuzz_read_text(struct fuzz_input *input)
{
	char *text = read_text(input);

	g_ptr_array_add(input->memory, text);
	return text;
}

static void read_text_member(struct fuzz_input *input, void *member, bool owned)
{
	char *text = read_text(input);

	if (owned && text[0] == '\0') {
		g_clear_pointer(&text, g_free);
	} else if (!owned) {
		g_ptr_array_add(input->memory, text);
	}
	memcpy(member, &text, sizeof(text));
}

static void read_sequence(
	struct fuzz_input *input, const struct v8scope_field_spec *field, char *record, bool owned)
{
	uint32_t count = fuzz_read_byte(input) % (MAX_ELEMENTS + 1);
	char *elements = count > 0 ? g_malloc0_n(count, field->size) : NULL;

	for (uint32_t i = 0; i < count; i++) {
		v8scope_record_store_unsigned(
			elements + i * field->size, field->size, fuzz_read_number(input));
	}
	if (!owned && elements != NULL) {
		g_ptr_array_add(input->memory, elements);
	}
	memcpy(record + field->offset, &elements, sizeof(elements));
	memcpy(record + field->count_offset, &count, sizeof(count));
}

/* Of the values that have a name: others are refused before they get anywhere. */
static void read_name(
	struct fuzz_input *input, const struct v8scope_field_spec *field, void *member)
{
	unsigned int value = fuzz_read_byte(input);
	unsigned int named = 0;

	for (unsigned int i = 0; i <= value; i++) {
		if (!field->names->from_name(field->names->to_name(i), &named)) {
			break;
		}
	}
	v8scope_record_store_unsigned(member, field->size, named);
}

static void read_optional(struct fuzz_input *input, struct v8scope_optional *optional)
{
	optional->known = fuzz_read_byte(input) & 1;
	optional->value =
		optional->known ? v8scope_record_bound((int64_t)fuzz_read_number(input)) : 0;
}

static void read_field(
	struct fuzz_input *input, const struct v8scope_field_spec *field, char *record, bool owned)
{
	void *member = record + field->offset;
	double real;

	switch (field->kind) {
	case V8SCOPE_FIELD_KIND_UNSIGNED:
		v8scope_record_store_unsigned(member, field->size,
			v8scope_field_within_limit(field, fuzz_read_number(input)));
		break;
	case V8SCOPE_FIELD_KIND_SIGNED:
		v8scope_record_store_signed(member, field->size,
			v8scope_record_bound((int64_t)fuzz_read_number(input)));
		break;
	case V8SCOPE_FIELD_KIND_BOOL:
		*(bool *)member = fuzz_read_byte(input) & 1;
		break;
	case V8SCOPE_FIELD_KIND_REAL:
		memcpy(&real, &(uint64_t){read_bytes(input, 8)}, sizeof(real));
		memcpy(member, &real, sizeof(real));
		break;
	case V8SCOPE_FIELD_KIND_STRING:
		read_text_member(input, member, owned);
		break;
	case V8SCOPE_FIELD_KIND_SEQUENCE:
		read_sequence(input, field, record, owned);
		break;
	case V8SCOPE_FIELD_KIND_NAME:
		read_name(input, field, member);
		break;
	case V8SCOPE_FIELD_KIND_OPTIONAL:
		read_optional(input, member);
		break;
	}
}

void fuzz_read_record(
	struct fuzz_input *input, const struct v8scope_record_spec *spec, void *record, bool owned)
{
	for (size_t i = 0; i < spec->field_count; i++) {
		read_field(input, &spec->fields[i], record, owned);
	}
}

void fuzz_write_number(GByteArray *out, uint64_t value)
{
	static const struct {
		uint8_t tag;
		uint8_t bytes;
	} forms[] = {
		{TAG_ONE_BYTE, 1}, {TAG_TWO_BYTES, 2}, {TAG_FOUR_BYTES, 4}, {TAG_EIGHT_BYTES, 8}};
	size_t form = 0;

	if (value < TAG_ONE_BYTE) {
		g_byte_array_append(out, &(uint8_t){(uint8_t)value}, 1);
		return;
	}
	while (forms[form].bytes < 8 && value >> (8 * forms[form].bytes) != 0) {
		form++;
	}
	g_byte_array_append(out, &forms[form].tag, 1);
	for (int i = 0; i < forms[form].bytes; i++) {
		g_byte_array_append(out, &(uint8_t){(uint8_t)(value >> (8 * i))}, 1);
	}
}

void fuzz_write_text(GByteArray *out, const char *text)
{
	size_t length = MIN(text != NULL ? strlen(text) : 0, FUZZ_MAX_TEXT);

	g_byte_array_append(out, &(uint8_t){(uint8_t)length}, 1);
	g_byte_array_append(out, (const guint8 *)text, (guint)length);
}

static void write_sequence(
	GByteArray *out, const struct v8scope_field_spec *field, const char *record)
{
	const char *elements;
	uint32_t count;

	memcpy(&elements, record + field->offset, sizeof(elements));
	memcpy(&count, record + field->count_offset, sizeof(count));
	count = elements != NULL ? MIN(count, MAX_ELEMENTS) : 0;
	g_byte_array_append(out, &(uint8_t){(uint8_t)count}, 1);
	for (uint32_t i = 0; i < count; i++) {
		fuzz_write_number(
			out, v8scope_record_load_unsigned(elements + i * field->size, field->size));
	}
}

static void write_optional(GByteArray *out, const struct v8scope_optional *optional)
{
	g_byte_array_append(out, &(uint8_t){optional->known}, 1);
	if (optional->known) {
		fuzz_write_number(out, (uint64_t)optional->value);
	}
}

static void write_field(GByteArray *out, const struct v8scope_field_spec *field, const char *record)
{
	const void *member = record + field->offset;
	const char *text;

	switch (field->kind) {
	case V8SCOPE_FIELD_KIND_UNSIGNED:
		fuzz_write_number(out, v8scope_record_load_unsigned(member, field->size));
		break;
	case V8SCOPE_FIELD_KIND_SIGNED:
		fuzz_write_number(out, (uint64_t)v8scope_record_load_signed(member, field->size));
		break;
	case V8SCOPE_FIELD_KIND_BOOL:
		g_byte_array_append(out, &(uint8_t){*(const bool *)member}, 1);
		break;
	case V8SCOPE_FIELD_KIND_STRING:
		memcpy(&text, member, sizeof(text));
		fuzz_write_text(out, text);
		break;
	case V8SCOPE_FIELD_KIND_SEQUENCE:
		write_sequence(out, field, record);
		break;
	case V8SCOPE_FIELD_KIND_REAL:
		g_byte_array_append(out, member, sizeof(double));
		break;
	case V8SCOPE_FIELD_KIND_NAME:
		g_byte_array_append(out,
			&(uint8_t){(uint8_t)v8scope_record_load_unsigned(member, field->size)}, 1);
		break;
	case V8SCOPE_FIELD_KIND_OPTIONAL:
		write_optional(out, member);
		break;
	}
}

void fuzz_write_record(GByteArray *out, const struct v8scope_record_spec *spec, const void *record)
{
	for (size_t i = 0; i < spec->field_count; i++) {
		write_field(out, &spec->fields[i], record);
	}
}
