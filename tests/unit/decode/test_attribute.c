/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "decoder.h"
#include "leak.h"
#include "rig.h"

struct fixture {
	struct script script;
	struct rig rig;
};

static int set_up(void **state)
{
	struct fixture *fixture = g_new0(struct fixture, 1);

	script_init(&fixture->script);
	*state = fixture;
	return 0;
}

/* Of a test that has run its script. */
static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	rig_fini(&fixture->rig);
	script_fini(&fixture->script);
	g_free(fixture);
	return 0;
}

static bt_graph_run_status run(struct fixture *fixture)
{
	rig_init(&fixture->rig, &fixture->script);
	rig_add_attribute(&fixture->rig);
	rig_add_collector(&fixture->rig);
	return bt_graph_run(fixture->rig.graph);
}

static bt_message_type type_at(const struct rig *rig, guint index)
{
	return bt_message_get_type(g_ptr_array_index(rig->messages, index));
}

/* One stream: its beginning, events, its end, from message `first` on; how many. */
static guint assert_whole_stream(const struct rig *rig, guint first)
{
	guint last = first;

	assert_true(first < rig->messages->len);
	assert_int_equal(type_at(rig, last++), BT_MESSAGE_TYPE_STREAM_BEGINNING);
	while (last < rig->messages->len && type_at(rig, last) == BT_MESSAGE_TYPE_EVENT) {
		last++;
	}
	assert_true(last < rig->messages->len);
	assert_int_equal(type_at(rig, last++), BT_MESSAGE_TYPE_STREAM_END);
	return last - first;
}

/* The number of the first event of that name; fails if there is none. */
static int find_event(const struct rig *rig, const char *name)
{
	const bt_event *event;

	for (int i = 0; (event = rig_event(rig, i)) != NULL; i++) {
		if (strcmp(rig_event_name(event), name) == 0) {
			return i;
		}
	}
	fail_msg("no event %s", name);
	return -1;
}

static const bt_event *first_event(const struct rig *rig, const char *name)
{
	return rig_event(rig, find_event(rig, name));
}

static void a_leak_becomes_a_stream_of_its_own(void **state)
{
	static const char *const names[] = {"v8scope:trace", "v8scope:process", "v8scope:mark",
		"v8scope:isolate", "v8scope:moment", "v8scope:holder", "v8scope:type",
		"v8scope:frame"};
	struct fixture *fixture = *state;
	int last = -1;

	leak_add(&fixture->script);
	assert_int_equal(run(fixture), BT_GRAPH_RUN_STATUS_OK);
	assert_int_equal(assert_whole_stream(&fixture->rig, 0), fixture->rig.messages->len);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		int next = find_event(&fixture->rig, names[i]);

		assert_true(next > last);
		last = next;
	}
}

static void the_attribution_names_the_leak(void **state)
{
	struct fixture *fixture = *state;
	const bt_event *trace;
	const bt_event *isolate;

	leak_add(&fixture->script);
	assert_int_equal(run(fixture), BT_GRAPH_RUN_STATUS_OK);
	trace = rig_event(&fixture->rig, 0);
	assert_int_equal(rig_payload_unsigned(trace, "events"), LEAK_EVENTS);
	assert_int_equal(rig_payload_unsigned(trace, "event_schema"), V8SCOPE_EVENT_SCHEMA);
	assert_int_equal(rig_payload_unsigned(trace, "truncated"), 0);
	isolate = first_event(&fixture->rig, "v8scope:isolate");
	assert_int_equal(rig_payload_unsigned(isolate, "isolate"), LEAK_ISOLATE);
	assert_string_equal(bt_field_string_get_value(rig_payload(isolate, "verdict")), "leak");
	assert_int_equal(rig_payload_unsigned(isolate, "growth_bytes_known"), 1);
}

static void the_events_have_the_time_of_the_last_event_seen(void **state)
{
	struct fixture *fixture = *state;

	leak_add(&fixture->script);
	assert_int_equal(run(fixture), BT_GRAPH_RUN_STATUS_OK);
	for (guint i = 1; i + 1 < fixture->rig.messages->len; i++) {
		const bt_message *message = g_ptr_array_index(fixture->rig.messages, i);

		assert_int_equal(
			bt_clock_snapshot_get_value(
				bt_message_event_borrow_default_clock_snapshot_const(message)),
			LEAK_EVENTS * 1000);
	}
}

static void a_trace_without_clock_gets_an_attribution_without_clock(void **state)
{
	struct fixture *fixture = *state;

	fixture->script.without_clock = true;
	leak_add(&fixture->script);
	assert_int_equal(run(fixture), BT_GRAPH_RUN_STATUS_OK);
	assert_whole_stream(&fixture->rig, 0);
	assert_null(bt_message_event_borrow_stream_class_default_clock_class_const(
		g_ptr_array_index(fixture->rig.messages, 1)));
}

static void a_trace_without_v8_events_says_so(void **state)
{
	struct fixture *fixture = *state;

	script_add(&fixture->script, STEP_FOREIGN_EVENT, 0);
	assert_int_equal(run(fixture), BT_GRAPH_RUN_STATUS_OK);
	assert_int_equal(assert_whole_stream(&fixture->rig, 0), 3);
	assert_int_equal(rig_payload_unsigned(rig_event(&fixture->rig, 0), "events"), 0);
	assert_int_equal(rig_payload_unsigned(rig_event(&fixture->rig, 0), "event_schema"), 0);
}

/* The module that the leak's scope was opened in, going by one load map entry. */
static char *find_module(struct fixture *fixture, bool without_vpid)
{
	const struct v8scope_loaded_object object = {
		.base = 0x400000, .size = 0x10000, .path = "/nonexistent/leak"};

	fixture->script.without_vpid_context = without_vpid;
	script_add_object(&fixture->script, &object);
	leak_add(&fixture->script);
	assert_int_equal(run(fixture), BT_GRAPH_RUN_STATUS_OK);
	return g_strdup(bt_field_string_get_value(
		rig_payload(first_event(&fixture->rig, "v8scope:holder"), "opened_module")));
}

static void a_holder_is_found_in_the_load_map(void **state)
{
	char *module = find_module(*state, false);

	assert_true(g_str_has_prefix(module, "/nonexistent/leak"));
	g_free(module);
}

static void a_load_map_without_process_serves_the_attached_one(void **state)
{
	char *module = find_module(*state, true);

	assert_true(g_str_has_prefix(module, "/nonexistent/leak"));
	g_free(module);
}

static void discarded_events_are_counted(void **state)
{
	struct fixture *fixture = *state;
	const bt_event *trace;

	script_add(&fixture->script, STEP_DISCARDED_EVENTS, 5);
	leak_add(&fixture->script);
	script_add(&fixture->script, STEP_DISCARDED_EVENTS, 37);
	assert_int_equal(run(fixture), BT_GRAPH_RUN_STATUS_OK);
	trace = rig_event(&fixture->rig, 0);
	assert_int_equal(rig_payload_unsigned(trace, "discarded"), 42);
	assert_int_equal(rig_payload_unsigned(trace, "discarded_unknown"), 0);
}

static void uncounted_discarded_events_are_noted(void **state)
{
	struct fixture *fixture = *state;

	script_add(&fixture->script, STEP_DISCARDED_EVENTS, 0);
	assert_int_equal(run(fixture), BT_GRAPH_RUN_STATUS_OK);
	assert_int_equal(rig_payload_unsigned(rig_event(&fixture->rig, 0), "discarded_unknown"), 1);
}

static void discarded_packets_are_noted(void **state)
{
	struct fixture *fixture = *state;

	script_add(&fixture->script, STEP_DISCARDED_PACKETS, 2);
	assert_int_equal(run(fixture), BT_GRAPH_RUN_STATUS_OK);
	assert_int_equal(rig_payload_unsigned(rig_event(&fixture->rig, 0), "discarded_unknown"), 1);
}

static void events_that_another_provider_lost_do_not_matter(void **state)
{
	struct fixture *fixture = *state;

	fixture->script.stream_without_v8 = true;
	script_add(&fixture->script, STEP_DISCARDED_EVENTS, 5);
	assert_int_equal(run(fixture), BT_GRAPH_RUN_STATUS_OK);
	assert_int_equal(rig_payload_unsigned(rig_event(&fixture->rig, 0), "discarded"), 0);
}

static void a_trace_that_breaks_off_gives_what_was_read(void **state)
{
	struct fixture *fixture = *state;
	char *error;

	leak_add(&fixture->script);
	script_add(&fixture->script, STEP_ERROR, 0);
	assert_int_equal(run(fixture), BT_GRAPH_RUN_STATUS_OK);
	assert_whole_stream(&fixture->rig, 0);
	assert_int_equal(rig_payload_unsigned(rig_event(&fixture->rig, 0), "events"), LEAK_EVENTS);
	assert_int_equal(rig_payload_unsigned(rig_event(&fixture->rig, 0), "truncated"), 1);
	error = rig_take_error();
	assert_string_equal(error, "");
	g_free(error);
}

/* Runs to a failure; its causes, owned by the caller. */
static char *run_to_error(struct fixture *fixture)
{
	assert_int_equal(run(fixture), BT_GRAPH_RUN_STATUS_ERROR);
	assert_int_equal(fixture->rig.messages->len, 0);
	return rig_take_error();
}

static void a_field_of_another_type_is_an_error(void **state)
{
	struct fixture *fixture = *state;
	char *error;

	fixture->script.signed_field = "used_heap_size";
	leak_add(&fixture->script);
	error = run_to_error(fixture);
	assert_non_null(
		strstr(error, "event v8:gc_end of trace script has a field `used_heap_size`"));
	g_free(error);
}

static void a_newer_schema_is_an_error(void **state)
{
	struct fixture *fixture = *state;
	char *error;

	leak_add(&fixture->script);
	g_array_index(fixture->script.steps, struct step, 0).event.u.isolate_attach.schema = 99;
	error = run_to_error(fixture);
	assert_non_null(strstr(error, V8SCOPE_DECODE_NEWER_SCHEMA_TEXT));
	g_free(error);
}

static void assert_refused(const char *name, const char *problem)
{
	struct script script;
	struct rig rig;
	bt_value *params = rig_params(name, bt_value_integer_signed_create_init(11));
	char *error;

	script_init(&script);
	rig_init(&rig, &script);
	assert_int_not_equal(
		bt_graph_add_filter_component(rig.graph,
			bt_plugin_borrow_filter_component_class_by_name_const(
				bt_plugin_set_borrow_plugin_by_index_const(rig.plugins, 0),
				"attribute"),
			"attribute", params, BT_LOGGING_LEVEL_NONE, NULL),
		BT_GRAPH_ADD_COMPONENT_STATUS_OK);
	error = rig_take_error();
	assert_non_null(strstr(error, problem));
	g_free(error);
	bt_value_put_ref(params);
	rig_fini(&rig);
	script_fini(&script);
}

static void an_unknown_parameter_is_refused(void **state)
{
	(void)state;
	assert_refused("speed", "unknown parameter `speed`");
}

static void a_path_that_is_no_string_is_refused(void **state)
{
	(void)state;
	assert_refused("snapshot-directory", "`snapshot-directory`: expected a path");
}

static void a_time_that_is_none_is_refused(void **state)
{
	(void)state;
	assert_refused("begin", "`begin`: expected a time");
	assert_refused("end", "`end`: expected a time");
}

static void seeking_the_beginning_gives_the_same_again(void **state)
{
	struct fixture *fixture = *state;
	guint count;

	leak_add(&fixture->script);
	rig_init(&fixture->rig, &fixture->script);
	fixture->rig.seek = true;
	rig_add_attribute(&fixture->rig);
	rig_add_collector(&fixture->rig);
	assert_int_equal(bt_graph_run(fixture->rig.graph), BT_GRAPH_RUN_STATUS_OK);
	assert_int_equal(fixture->script.seeks, 1);
	count = assert_whole_stream(&fixture->rig, 0);
	assert_int_equal(assert_whole_stream(&fixture->rig, count), count);
	assert_int_equal(rig_payload_unsigned(rig_event(&fixture->rig, (int)count - 2), "events"),
		LEAK_EVENTS);
}

static void an_upstream_that_cannot_seek_is_read_once(void **state)
{
	struct fixture *fixture = *state;

	fixture->script.cannot_seek = true;
	leak_add(&fixture->script);
	rig_init(&fixture->rig, &fixture->script);
	fixture->rig.seek = true;
	rig_add_attribute(&fixture->rig);
	rig_add_collector(&fixture->rig);
	assert_int_equal(bt_graph_run(fixture->rig.graph), BT_GRAPH_RUN_STATUS_OK);
	assert_int_equal(fixture->script.seeks, 0);
	assert_int_equal(assert_whole_stream(&fixture->rig, 0), fixture->rig.messages->len);
}

static void an_interruption_stops_reading(void **state)
{
	struct fixture *fixture = *state;
	guint steps_at_interruption;

	script_add(&fixture->script, STEP_INTERRUPT, 0);
	leak_add(&fixture->script);
	assert_int_equal(run(fixture), BT_GRAPH_RUN_STATUS_AGAIN);
	steps_at_interruption = fixture->script.steps_done;
	assert_true(steps_at_interruption < fixture->script.steps->len);
	assert_int_equal(fixture->rig.messages->len, 0);

	bt_interrupter_reset(fixture->script.interrupter);
	assert_int_equal(bt_graph_run(fixture->rig.graph), BT_GRAPH_RUN_STATUS_OK);
	assert_whole_stream(&fixture->rig, 0);
}

static void a_live_upstream_is_waited_for(void **state)
{
	struct fixture *fixture = *state;

	script_add(&fixture->script, STEP_AGAIN, 0);
	leak_add(&fixture->script);
	assert_int_equal(run(fixture), BT_GRAPH_RUN_STATUS_AGAIN);
	assert_int_equal(fixture->rig.messages->len, 0);
	assert_int_equal(bt_graph_run(fixture->rig.graph), BT_GRAPH_RUN_STATUS_OK);
	assert_int_equal(rig_payload_unsigned(rig_event(&fixture->rig, 0), "events"), LEAK_EVENTS);
}

#define attribute_test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		attribute_test(a_leak_becomes_a_stream_of_its_own),
		attribute_test(the_attribution_names_the_leak),
		attribute_test(the_events_have_the_time_of_the_last_event_seen),
		attribute_test(a_trace_without_clock_gets_an_attribution_without_clock),
		attribute_test(a_trace_without_v8_events_says_so),
		attribute_test(a_holder_is_found_in_the_load_map),
		attribute_test(a_load_map_without_process_serves_the_attached_one),
		attribute_test(discarded_events_are_counted),
		attribute_test(uncounted_discarded_events_are_noted),
		attribute_test(discarded_packets_are_noted),
		attribute_test(events_that_another_provider_lost_do_not_matter),
		attribute_test(a_trace_that_breaks_off_gives_what_was_read),
		attribute_test(a_field_of_another_type_is_an_error),
		attribute_test(a_newer_schema_is_an_error),
		cmocka_unit_test(an_unknown_parameter_is_refused),
		cmocka_unit_test(a_path_that_is_no_string_is_refused),
		cmocka_unit_test(a_time_that_is_none_is_refused),
		attribute_test(seeking_the_beginning_gives_the_same_again),
		attribute_test(an_upstream_that_cannot_seek_is_read_once),
		attribute_test(an_interruption_stops_reading),
		attribute_test(a_live_upstream_is_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
