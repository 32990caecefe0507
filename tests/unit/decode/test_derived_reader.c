/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "leak.h"
#include "reader.h"
#include "report.h"
#include "rig.h"

/* The filter's events of the leak, and a reader for them. */
struct fixture {
	struct script script;
	struct rig rig;
	struct v8scope_derived_reader *reader;
};

static void begin(struct fixture *fixture)
{
	script_init(&fixture->script);
	leak_add(&fixture->script);
	rig_init(&fixture->rig, &fixture->script);
	rig_add_attribute(&fixture->rig);
	rig_add_collector(&fixture->rig);
	assert_int_equal(bt_graph_run(fixture->rig.graph), BT_GRAPH_RUN_STATUS_OK);
	fixture->reader = v8scope_derived_reader_create();
}

static void end(struct fixture *fixture)
{
	v8scope_derived_reader_destroy(fixture->reader);
	rig_fini(&fixture->rig);
	script_fini(&fixture->script);
}

/* Reads events from number `first` on; the status of the last one read. */
static enum v8scope_derived_reader_status read_from(struct fixture *fixture, int first)
{
	enum v8scope_derived_reader_status status = V8SCOPE_DERIVED_READER_STATUS_OK;
	const bt_event *event;

	while (status == V8SCOPE_DERIVED_READER_STATUS_OK &&
		(event = rig_event(&fixture->rig, first++))) {
		status = v8scope_derived_reader_read(fixture->reader, event);
	}
	return status;
}

static void the_report_is_read_back(void **state)
{
	struct fixture fixture;
	const struct v8scope_report *report;
	const struct v8scope_report_process *process;
	const struct v8scope_report_isolate *isolate;
	const struct v8scope_js_frame *frame;
	const struct v8scope_gap *gap;
	const struct v8scope_holder *holder;

	(void)state;
	begin(&fixture);
	assert_int_equal(read_from(&fixture, 0), V8SCOPE_DERIVED_READER_STATUS_OK);
	report = v8scope_derived_reader_get_report(fixture.reader);
	assert_int_equal(report->events, LEAK_EVENTS);
	assert_int_equal(report->processes->len, 1);
	process = g_ptr_array_index(report->processes, 0);
	assert_int_equal(process->pid, fixture.script.vpid);
	assert_string_equal(process->command, "leak");
	isolate = g_ptr_array_index(process->isolates, 0);
	assert_int_equal(isolate->verdict, V8SCOPE_VERDICT_LEAK);
	assert_true(isolate->growth_bytes.known);
	/* The script says neither when the scope was opened nor where objects were loaded. */
	assert_int_equal(isolate->gaps->len, 2);
	gap = g_ptr_array_index(isolate->gaps, 0);
	assert_int_equal(gap->kind, V8SCOPE_GAP_KIND_OPENINGS_UNKNOWN);
	assert_false(gap->at_ns.known);
	gap = g_ptr_array_index(isolate->gaps, 1);
	assert_int_equal(gap->kind, V8SCOPE_GAP_KIND_NAMES_MISSING);
	assert_int_equal(gap->count.value, 1);
	holder = g_ptr_array_index(isolate->holders, 0);
	assert_int_equal(holder->kind, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);
	assert_int_equal(holder->ip_count, 2);
	assert_int_equal(holder->frame_count, 2);
	assert_null(holder->opened.function);
	assert_int_equal(holder->types->len, 1);
	assert_int_equal(holder->javascript->len, 2);
	frame = g_ptr_array_index(holder->javascript, 1);
	assert_string_equal(frame->function, "work");
	assert_null(frame->file);
	assert_int_equal(frame->line, 12);
	assert_int_equal(frame->now_line, 0);
	end(&fixture);
}

static void a_second_attribution_is_an_error(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_int_equal(read_from(&fixture, 0), V8SCOPE_DERIVED_READER_STATUS_OK);
	assert_int_equal(read_from(&fixture, 0), V8SCOPE_DERIVED_READER_STATUS_ERROR);
	assert_non_null(strstr(
		v8scope_derived_reader_get_error(fixture.reader), "v8scope:trace is out of place"));
	end(&fixture);
}

static void an_event_out_of_place_is_an_error(void **state)
{
	(void)state;
	for (int first = 1; first < 5; first++) {
		struct fixture fixture;

		begin(&fixture);
		assert_int_equal(read_from(&fixture, first), V8SCOPE_DERIVED_READER_STATUS_ERROR);
		end(&fixture);
	}
}

static void without_events_there_is_no_report(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	assert_null(v8scope_derived_reader_get_report(fixture.reader));
	assert_non_null(
		strstr(v8scope_derived_reader_get_error(fixture.reader), "got no event at all"));
	end(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_report_is_read_back),
		cmocka_unit_test(a_second_attribution_is_an_error),
		cmocka_unit_test(an_event_out_of_place_is_an_error),
		cmocka_unit_test(without_events_there_is_no_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
