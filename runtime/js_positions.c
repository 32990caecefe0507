/* SPDX-License-Identifier: MIT */
#include "js_positions.h"

#include <stdbool.h>

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

static bool known;

enum { TABLE_MAX = 4096 };

static bool load(int *value, const char *symbol)
{
	const int *address = v8scope_v8_symbol(symbol);

	if (address != NULL) {
		*value = *address;
	}
	return address != NULL;
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
	known = complete;
}

/* A number in groups of seven bits, lowest first; the sign is its lowest bit. */
static bool read_number(const uint8_t **at, const uint8_t *end, int64_t *number)
{
	uint64_t bits = 0;
	int shift = 0;
	bool more = true;

	while (more) {
		if (*at == end || shift > 28) {
			return false;
		}
		bits |= (uint64_t)(**at & 0x7f) << shift;
		more = (**at & 0x80) != 0;
		shift += 7;
		(*at)++;
	}
	*number = (int64_t)(bits >> 1) ^ -(int64_t)(bits & 1);
	return true;
}

int32_t v8scope_js_position_in_table(const uint8_t *table, size_t size, int32_t offset)
{
	const uint8_t *end = table + size;
	int64_t code_offset = -1; /* that of the function's entry */
	int64_t position = 0;
	int32_t found = -1;
	int64_t by;

	while (read_number(&table, end, &by)) {
		/* Of an expression, not of a statement: told by the sign. */
		code_offset += by >= 0 ? by : -(by + 1);
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
	return v8scope_js_position_in_table(bytes, (size_t)size, offset);
}

int32_t v8scope_js_position_in_frame(uintptr_t frame_pointer, uintptr_t ip)
{
	uintptr_t array;
	uintptr_t offset;

	/*
	 * The interpreter is a part of V8. Compiled code may go on in its frames and
	 * leaves there what is no longer true.
	 */
	if (!known || !v8scope_v8_contains(ip) ||
		!v8scope_memory_read(&array, frame_pointer + (uintptr_t)(intptr_t)meta.frame_array,
			sizeof(array)) ||
		!v8scope_memory_read(&offset,
			frame_pointer + (uintptr_t)(intptr_t)meta.frame_offset, sizeof(offset)) ||
		!v8scope_js_is_smi(offset) || v8scope_js_type_of(array) != meta.array_type) {
		return -1;
	}
	return position_in_array(array, v8scope_js_smi(offset) - (meta.array_data - 1));
}
