/* SPDX-License-Identifier: MIT */
/* With an isolate of the test's own making, of a version that no table has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "handle_blocks.h"
#include "v8_api.h"
#include "v8_versions.h"

struct v8scope_v8_functions v8scope_v8;

enum { ISOLATE_BYTES = 0x20000, DATA_OFFSET = 1000, COPY_OFFSET = 2000, HANDLES = 1030 };

static int handle_count;

static int number_of_handles(void *isolate)
{
	(void)isolate;
	return handle_count;
}

static const char *get_version(void)
{
	return "12.4.1";
}

static uintptr_t slots[2][V8SCOPE_HANDLE_BLOCK_SIZE];
static uintptr_t list[] = {(uintptr_t)slots[0], (uintptr_t)slots[1]};
static uintptr_t implementer[4];
static char *isolate;

static int make_isolate(void **state)
{
	uintptr_t address = (uintptr_t)implementer;

	(void)state;
	isolate = calloc(1, ISOLATE_BYTES);
	implementer[0] = (uintptr_t)isolate;
	implementer[1] = (uintptr_t)list;
	implementer[2] = implementer[3] = 2;
	memcpy(isolate + 0x10000, &address, sizeof(address));
	v8scope_v8.get_version = get_version;
	v8scope_v8.number_of_handles = number_of_handles;
	return isolate == NULL;
}

static int free_isolate(void **state)
{
	(void)state;
	free(isolate);
	return 0;
}

static void put_data(int offset, int handles)
{
	struct v8scope_scope_data data = {
		.next = (uintptr_t)&slots[1][handles - V8SCOPE_HANDLE_BLOCK_SIZE],
		.limit = (uintptr_t)(slots[1] + V8SCOPE_HANDLE_BLOCK_SIZE),
		.level = 3,
	};

	memcpy(isolate + offset, &data, sizeof(data));
}

static void versions_have_the_entry_from_which_on_they_are(void **state)
{
	(void)state;
	assert_null(v8scope_version_find("10.2.154.26-node.39"));
	assert_null(v8scope_version_find("12.3.9"));
	assert_null(v8scope_version_find("unknown"));
	assert_null(v8scope_version_find("14"));
	assert_int_equal(v8scope_version_find("12.4.254.21-node.33")->scope_data_offset, 512);
	assert_int_equal(v8scope_version_find("13.5.1")->scope_data_offset, 512);
	assert_int_equal(v8scope_version_find("13.6.233.17")->scope_data_offset, 560);
	assert_int_equal(v8scope_version_find("99.0.1")->scope_data_offset, 560);
}

static void without_handles_nothing_is_proven(void **state)
{
	(void)state;
	put_data(DATA_OFFSET, HANDLES);
	handle_count = 0;
	assert_null(v8scope_scope_data_of(isolate));
}

static void what_the_table_has_not_is_searched_and_proven(void **state)
{
	const struct v8scope_scope_data *data;

	(void)state;
	put_data(DATA_OFFSET, HANDLES);
	put_data(COPY_OFFSET, HANDLES - 1); /* plausible, but not what the blocks say */
	handle_count = HANDLES;
	data = v8scope_scope_data_of(isolate);
	assert_ptr_equal(data, isolate + DATA_OFFSET);
	assert_int_equal(data->level, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_have_the_entry_from_which_on_they_are),
		cmocka_unit_test(without_handles_nothing_is_proven),
		cmocka_unit_test(what_the_table_has_not_is_searched_and_proven),
	};

	return cmocka_run_group_tests(tests, make_isolate, free_isolate);
}
