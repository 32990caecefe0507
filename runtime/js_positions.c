/* SPDX-License-Identifier: MIT */
#include "js_positions.h"

#include <stdbool.h>
#include <stdlib.h>

#include "js_strings.h"
#include "memory.h"
#include "v8_api.h"

/* All are int in V8. */
/* clang-format off */
#define METADATA(META) \
	META(frame_array, "v8dbg_off_fp_bytecode_array") \
	META(frame_offset, "v8dbg_off_fp_bytecode_offset") \
	META(array_type, "v8dbg_type_BytecodeArray__BYTECODE_ARRAY_TYPE") \
	META(array_data, "v8dbg_class_BytecodeArray__data__uintptr_t") \
	META(table_length, "v8dbg_class_FixedArrayBase__length__SMI")
/* clang-format on */

#define DECLARE(member, symbol) int member;
static struct {
	METADATA(DECLARE)
} meta;
#undef DECLARE

/*
 * Not exported: after the constants and the handlers at first, in the place before
 * the handlers since the array has a wrapper (V8 12).
 */
static int array_positions;

static enum v8scope_js_table_format format;

enum { TABLE_MAX = 4096 };

static bool load(int *value, const char *symbol)
{
	const int *address = v8scope_v8_symbol(symbol);

	if (address != NULL) {
		*value = *address;
	}
	return address != NULL;
}

enum v8scope_js_table_format v8scope_js_table_format_of(const char *v8_version)
{
	char *minor;
	unsigned long major = strtoul(v8_version, &minor, 10);
	unsigned long version = major * 100 + (*minor == '.' ? strtoul(minor + 1, NULL, 10) : 0);

	if (version >= 1000 && version <= 1306) {
		return V8SCOPE_JS_TABLE_FORMAT_SIGNED;
	}
	return version == 1406 ? V8SCOPE_JS_TABLE_FORMAT_FLAGS : V8SCOPE_JS_TABLE_FORMAT_UNKNOWN;
}

void v8scope_js_positions_init(void)
{
	int wrapper;
	bool complete = true;

#define LOAD(member, symbol) complete = load(&meta.member, symbol) && complete;
	METADATA(LOAD)
#undef LOAD
	array_positions = 4 * sizeof(uintptr_t);
	if (load(&wrapper, "v8dbg_class_BytecodeArray__wrapper__Tagged_BytecodeWrapper_")) {
		array_positions = wrapper + (int)sizeof(uintptr_t);
	}
	format = complete ? v8scope_js_table_format_of(v8scope_v8.get_version())
			  : V8SCOPE_JS_TABLE_FORMAT_UNKNOWN;
}

/* A number in groups of seven bits, lowest first. */
static bool read_bits(const uint8_t **at, const uint8_t *end, uint64_t *bits)
{
	int shift = 0;
	bool more = true;

	*bits = 0;
	while (more) {
		if (*at == end || shift > 28) {
			return false;
		}
		*bits |= (uint64_t)(**at & 0x7f) << shift;
		more = (**at & 0x80) != 0;
		shift += 7;
		(*at)++;
	}
	return true;
}

/* One whose lowest bit is its sign. */
static bool read_number(const uint8_t **at, const uint8_t *end, int64_t *number)
{
	uint64_t bits;
	bool ok = read_bits(at, end, &bits);

	*number = ok ? (int64_t)(bits >> 1) ^ -(int64_t)(bits & 1) : 0;
	return ok;
}

/* By how much the code offset grows. */
static bool read_code_offset(enum v8scope_js_table_format table_format, const uint8_t **at,
	const uint8_t *end, int64_t *by)
{
	uint64_t bits;

	if (table_format == V8SCOPE_JS_TABLE_FORMAT_FLAGS) {
		bool ok = read_bits(at, end, &bits);

		*by = ok ? (int64_t)(bits >> 2) : 0;
		return ok;
	}
	if (!read_number(at, end, by)) {
		return false;
	}
	*by = *by >= 0 ? *by : -(*by + 1);
	return true;
}

int32_t v8scope_js_position_in_table(enum v8scope_js_table_format table_format,
	const uint8_t *table, size_t size, int32_t offset)
{
	const uint8_t *end = table + size;
	int64_t code_offset = -1; /* that of the function's entry */
	int64_t position = 0;
	int32_t found = -1;
	int64_t by;

	while (read_code_offset(table_format, &table, end, &by)) {
		code_offset += by;
		if (!read_number(&table, end, &by) || code_offset > offset) {
			break;
		}
		position += by;
		/* Bit 0: not a place in a script. The place itself is counted from 1. */
		if (position < 0 || (position & 1) != 0 || position >> 1 > INT32_MAX) {
			return -1;
		}
		found = (int32_t)(position >> 1) - 1;
	}
	return found;
}

static int32_t position_in_array(uintptr_t array, int32_t offset)
{
	uint8_t bytes[TABLE_MAX];
	uintptr_t table = v8scope_js_field(array, array_positions);
	uintptr_t length = v8scope_js_field(table, meta.table_length);
	uintptr_t data = table - 1 + (uintptr_t)meta.table_length + sizeof(uintptr_t);
	int32_t size = v8scope_js_smi(length);

	if (!v8scope_js_is_smi(length) || size <= 0 || size > TABLE_MAX ||
		!v8scope_memory_read(bytes, data, (size_t)size)) {
		return -1;
	}
	return v8scope_js_position_in_table(format, bytes, (size_t)size, offset);
}

/* Where interpreted frames go on, as it was learned; 0: free. */
enum { INTERPRETERS_MAX = 8 };
static uintptr_t interpreters[INTERPRETERS_MAX];

static bool is_interpreter(uintptr_t ip)
{
	if (v8scope_v8_contains(ip)) {
		return true;
	}
	for (int i = 0; i < INTERPRETERS_MAX; i++) {
		if (__atomic_load_n(&interpreters[i], __ATOMIC_RELAXED) == ip) {
			return true;
		}
	}
	return false;
}

static void add_interpreter(uintptr_t ip)
{
	for (int i = 0; i < INTERPRETERS_MAX; i++) {
		uintptr_t none = 0;

		if (__atomic_compare_exchange_n(&interpreters[i], &none, ip, false,
			    __ATOMIC_RELAXED, __ATOMIC_RELAXED) ||
			none == ip) {
			return;
		}
	}
}

/* The bytecode in a frame's place for it; 0 if that is none. */
static uintptr_t array_of(uintptr_t frame_pointer)
{
	uintptr_t array;

	if (!v8scope_memory_read(
		    &array, frame_pointer + (uintptr_t)(intptr_t)meta.frame_array, sizeof(array)) ||
		v8scope_js_type_of(array) != meta.array_type) {
		return 0;
	}
	return array;
}

void v8scope_js_positions_learn(const struct v8scope_frame *frames, uint32_t count)
{
	enum { LOOKED_AT_MAX = 16 };
	struct {
		uintptr_t ip;
		uintptr_t array;
	} seen[LOOKED_AT_MAX];
	uint32_t used = 0;

	for (uint32_t i = 0;
		format != V8SCOPE_JS_TABLE_FORMAT_UNKNOWN && i < count && used < LOOKED_AT_MAX;
		i++) {
		uintptr_t array;

		if (frames[i].frame_pointer == 0 || is_interpreter(frames[i].ip)) {
			continue;
		}
		array = array_of(frames[i].frame_pointer);
		for (uint32_t j = 0; array != 0 && j < used; j++) {
			if (seen[j].ip == frames[i].ip && seen[j].array != array) {
				add_interpreter(frames[i].ip);
			}
		}
		if (array != 0) {
			seen[used].ip = frames[i].ip;
			seen[used].array = array;
			used++;
		}
	}
}

int32_t v8scope_js_position_in_frame(uintptr_t frame_pointer, uintptr_t ip)
{
	uintptr_t array;
	uintptr_t offset;

	/* Compiled code may go on in the interpreter's frames and leaves there what was. */
	if (format == V8SCOPE_JS_TABLE_FORMAT_UNKNOWN || !is_interpreter(ip)) {
		return -1;
	}
	array = array_of(frame_pointer);
	if (array == 0 ||
		!v8scope_memory_read(&offset,
			frame_pointer + (uintptr_t)(intptr_t)meta.frame_offset, sizeof(offset)) ||
		!v8scope_js_is_smi(offset)) {
		return -1;
	}
	return position_in_array(array, v8scope_js_smi(offset) - (meta.array_data - 1));
}
