/* SPDX-License-Identifier: MIT */
/* Source position tables as V8 12.4 and 14.6 made them of the same function. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "js_positions.h"
#include "js_strings.h"
#include "v8_api.h"

static const uint8_t with_sign[] = {0x01, 0x98, 0x09, 0x02, 0x1c, 0x07, 0x00, 0x08, 0x1c};
static const uint8_t with_flags[] = {0x02, 0x98, 0x09, 0x07, 0x1c, 0x0e, 0x00, 0x13, 0x1c};

static void assert_positions(enum v8scope_js_table_format format, const uint8_t *table, size_t size)
{
	static const struct {
		int32_t offset;
		int32_t position;
	} known[] = {
		{-2, -1}, {-1, 293}, {0, 300}, {2, 300}, {3, 300}, {6, 300}, {7, 307}, {99, 307}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		assert_int_equal(v8scope_js_position_in_table(format, table, size, known[i].offset),
			known[i].position);
	}
}

static void an_offset_has_the_position_before_it(void **state)
{
	(void)state;
	assert_positions(V8SCOPE_JS_TABLE_FORMAT_SIGNED, with_sign, sizeof(with_sign));
	assert_positions(V8SCOPE_JS_TABLE_FORMAT_FLAGS, with_flags, sizeof(with_flags));
}

static void a_table_that_is_cut_off_says_what_it_has(void **state)
{
	(void)state;
	assert_int_equal(
		v8scope_js_position_in_table(V8SCOPE_JS_TABLE_FORMAT_SIGNED, with_sign, 8, 99),
		300);
	assert_int_equal(
		v8scope_js_position_in_table(V8SCOPE_JS_TABLE_FORMAT_SIGNED, with_sign, 2, 99), -1);
	assert_int_equal(
		v8scope_js_position_in_table(V8SCOPE_JS_TABLE_FORMAT_SIGNED, with_sign, 0, 99), -1);
}

static void a_number_that_never_ends_is_none(void **state)
{
	static const uint8_t endless[] = {
		0x01, 0x98, 0x09, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

	(void)state;
	assert_int_equal(v8scope_js_position_in_table(
				 V8SCOPE_JS_TABLE_FORMAT_SIGNED, endless, sizeof(endless), 99),
		293);
}

static void only_versions_that_were_seen_are_read(void **state)
{
	(void)state;
	assert_int_equal(v8scope_js_table_format_of("9.4.1"), V8SCOPE_JS_TABLE_FORMAT_UNKNOWN);
	assert_int_equal(v8scope_js_table_format_of("10.2.154.26"), V8SCOPE_JS_TABLE_FORMAT_SIGNED);
	assert_int_equal(v8scope_js_table_format_of("13.6.233"), V8SCOPE_JS_TABLE_FORMAT_SIGNED);
	assert_int_equal(v8scope_js_table_format_of("13.7.1"), V8SCOPE_JS_TABLE_FORMAT_UNKNOWN);
	assert_int_equal(v8scope_js_table_format_of("14.6.202"), V8SCOPE_JS_TABLE_FORMAT_FLAGS);
	assert_int_equal(v8scope_js_table_format_of("15.0.1"), V8SCOPE_JS_TABLE_FORMAT_UNKNOWN);
}

/* Neither V8 nor its heap is here. */
uint16_t v8scope_js_type_of(uintptr_t value)
{
	(void)value;
	return 0;
}

uintptr_t v8scope_js_field(uintptr_t object, int offset)
{
	(void)object;
	(void)offset;
	return 0;
}

bool v8scope_js_is_smi(uintptr_t value)
{
	return (value & 1) == 0;
}

int32_t v8scope_js_smi(uintptr_t value)
{
	return (int32_t)(value >> 32);
}

struct v8scope_v8_functions v8scope_v8;

void *v8scope_v8_symbol(const char *symbol)
{
	(void)symbol;
	return NULL;
}

bool v8scope_v8_contains(uintptr_t ip)
{
	(void)ip;
	return false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_offset_has_the_position_before_it),
		cmocka_unit_test(a_table_that_is_cut_off_says_what_it_has),
		cmocka_unit_test(a_number_that_never_ends_is_none),
		cmocka_unit_test(only_versions_that_were_seen_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
