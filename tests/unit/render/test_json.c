/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>

#include "samples.h"

/* The keys that programs rely on: they are always there, null where not known. */
static const char *const trace_keys[] = {"events", "discarded"};
static const char *const process_keys[] = {"pid", "command", "first_ns", "isolates"};
static const char *const isolate_keys[] = {"isolate", "v8_version", "verdict", "evidence", "gaps",
	"growth_bytes", "baseline_bytes", "final_bytes", "assessed_ns", "assessed_checkpoints",
	"fit", "full_gcs", "promises_created", "promises_alive", "promise_latency",
	"promises_answer", "promise_series", "phases", "suppressed", "holders"};
static const char *const holder_keys[] = {"kind", "state", "scope_id", "source", "function", "file",
	"line", "now_function", "now_file", "now_line", "handles", "promises_created",
	"promises_settled", "promises_unsettled", "promises_sampled", "promises_alive",
	"promises_alive_low", "promises_alive_high", "promise_latency", "promise_latency_ambiguous",
	"growth_bytes", "growth_low", "growth_high", "share", "opened_at_ns", "checkpoints",
	"began_at_ns", "began_at", "began_within_ns", "handle_series", "promise_series", "balance",
	"advice", "fix"};

/* Parses what the report renders to; the report is destroyed. */
static json_t *render(struct v8scope_report *report)
{
	char *document = sample_render(report, "json", NULL);
	json_error_t error;
	json_t *json = json_loads(document, JSON_REJECT_DUPLICATES, &error);

	if (json == NULL) {
		fail_msg("line %d: %s", error.line, error.text);
	}
	free(document);
	v8scope_report_destroy(report);
	return json;
}

static json_t *first(json_t *object, const char *key)
{
	return json_array_get(json_object_get(object, key), 0);
}

static json_t *first_isolate(json_t *document)
{
	return first(first(document, "processes"), "isolates");
}

static json_t *first_holder(json_t *document)
{
	return first(first_isolate(document), "holders");
}

static void assert_has(json_t *object, const char *const *keys, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (json_object_get(object, keys[i]) == NULL) {
			fail_msg("\"%s\" is missing", keys[i]);
		}
	}
}

static void assert_null_value(json_t *object, const char *key)
{
	if (!json_is_null(json_object_get(object, key))) {
		fail_msg("\"%s\" is not null", key);
	}
}

static void assert_text(json_t *object, const char *key, const char *expected)
{
	const char *value = json_string_value(json_object_get(object, key));

	assert_non_null(value);
	assert_string_equal(value, expected);
}

static void assert_number(json_t *object, const char *key, json_int_t expected)
{
	assert_true(json_is_integer(json_object_get(object, key)));
	assert_int_equal(json_integer_value(json_object_get(object, key)), expected);
}

static void assert_contract(json_t *document)
{
	assert_number(document, "schema", 1);
	assert_has(json_object_get(document, "trace"), trace_keys, G_N_ELEMENTS(trace_keys));
	assert_has(first(document, "processes"), process_keys, G_N_ELEMENTS(process_keys));
	assert_has(first_isolate(document), isolate_keys, G_N_ELEMENTS(isolate_keys));
	assert_has(first_holder(document), holder_keys, G_N_ELEMENTS(holder_keys));
}

static void every_key_is_there_when_all_is_known(void **state)
{
	json_t *document = render(sample_leak());

	(void)state;
	assert_contract(document);
	json_decref(document);
}

static void every_key_is_there_when_nothing_is_known(void **state)
{
	json_t *document = render(sample_unknown());

	(void)state;
	assert_contract(document);
	json_decref(document);
}

static void values_are_those_of_the_report(void **state)
{
	json_t *document = render(sample_leak());
	json_t *isolate = first_isolate(document);
	json_t *holder = first_holder(document);

	(void)state;
	assert_number(json_object_get(document, "trace"), "discarded", 12);
	assert_true(json_is_true(json_object_get(json_object_get(document, "trace"), "truncated")));
	assert_number(first(document, "processes"), "pid", 1234);
	assert_text(isolate, "isolate", "0x5581a2b3c000");
	assert_text(isolate, "verdict", "leak");
	assert_text(isolate, "evidence", "estimated");
	assert_number(isolate, "growth_bytes", 24536678);
	assert_text(holder, "kind", "handle_scope");
	assert_text(holder, "state", "live");
	assert_text(holder, "function", "run_loop");
	assert_number(holder, "line", 123);
	assert_number(holder, "now_line", 156);
	assert_number(holder, "handles", 1000213);
	assert_number(holder, "opened_at_ns", 1767225845000000000);
	assert_true(json_real_value(json_object_get(holder, "share")) == 0.979);
	assert_number(holder, "promises_unsettled", 0);
	assert_number(holder, "promise_latency_ambiguous", 7);
	assert_true(json_real_value(json_object_get(holder, "promises_alive")) == 0.998);
	assert_int_equal(json_array_size(json_object_get(holder, "promise_latency")), 2);
	assert_number(first(holder, "promise_latency"), "from_ns", 2048);
	assert_number(first(holder, "promise_latency"), "below_ns", 4096);
	assert_number(first(holder, "promise_latency"), "promises", 400000);
	assert_text(first(holder, "types"), "type", "JSPromise");
	assert_number(first(holder, "types"), "slots", 980000);
	assert_text(first(holder, "javascript_stack"), "function", "work\x1b[2J");
	assert_text(first(holder, "javascript_stack"), "file", "/src/app.js");
	assert_number(first(holder, "javascript_stack"), "line", 12);
	assert_true(json_is_null(json_object_get(first(holder, "javascript_stack"), "now_line")));
	json_decref(document);
}

static void what_is_not_known_is_null(void **state)
{
	static const char *const unknown[] = {"scope_id", "function", "file", "line", "ip",
		"module", "module_offset", "now_function", "now_file", "now_line", "handles",
		"handle_growth", "promises_created", "promises_settled", "promises_unsettled",
		"promises_sampled", "promises_alive", "promises_alive_low", "promises_alive_high",
		"promise_latency", "promise_latency_ambiguous", "growth_bytes", "growth_low",
		"growth_high", "opened_at_ns", "checkpoints", "advice"};
	json_t *document = render(sample_unknown());
	json_t *isolate = first_isolate(document);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(unknown); i++) {
		assert_null_value(first_holder(document), unknown[i]);
	}
	assert_null_value(first(document, "processes"), "pid");
	assert_null_value(first(document, "processes"), "command");
	assert_null_value(isolate, "v8_version");
	assert_null_value(isolate, "growth_bytes");
	assert_null_value(isolate, "reason");
	assert_null_value(isolate, "promises_alive");
	assert_null_value(isolate, "promises_answer");
	assert_null_value(json_object_get(document, "trace"), "event_schema");
	json_decref(document);
}

static void javascript_is_neither_live_nor_closed(void **state)
{
	json_t *document = render(sample_leak());

	(void)state;
	assert_null_value(
		json_array_get(json_object_get(first_isolate(document), "holders"), 1), "state");
	json_decref(document);
}

/* json_loads() has checked that it is valid JSON, in valid UTF-8. */
static json_int_t at(json_t *rows, size_t index, const char *key)
{
	json_t *value = json_object_get(json_array_get(rows, index), key);

	assert_true(json_is_integer(value));
	return json_integer_value(value);
}

static void times_are_since_the_process_began(void **state)
{
	json_t *document = render(sample_stacks());
	json_t *holder = first_holder(document);
	json_t *series = json_object_get(holder, "promise_series");
	json_t *phases = json_object_get(first_isolate(document), "phases");

	(void)state;
	assert_int_equal(json_integer_value(json_object_get(holder, "began_at_ns")), 1250);
	assert_int_equal(json_integer_value(json_object_get(holder, "began_within_ns")), 250);
	assert_string_equal(
		json_string_value(json_object_get(holder, "began_at")), "2026-01-01T00:04:05.000Z");
	assert_int_equal(at(json_object_get(holder, "handle_series"), 1, "at_ns"), 2001999);
	assert_int_equal(json_array_size(series), 3);
	assert_int_equal(at(series, 1, "at_ns"), 2000);
	assert_int_equal(at(series, 1, "settled"), 9);
	assert_true(json_is_null(json_object_get(json_array_get(series, 1), "held")));
	assert_int_equal(at(series, 2, "held"), 38);
	assert_int_equal(at(json_object_get(holder, "balance"), 2, "strong"), 40);
	assert_int_equal(at(phases, 1, "begin_ns"), 1500);
	assert_int_equal(at(phases, 1, "growth_bytes"), 30);
	assert_true(json_is_null(json_object_get(json_array_get(phases, 0), "growth_bytes")));
	assert_int_equal(json_array_size(json_object_get(json_array_get(phases, 0), "holders")), 0);
	assert_int_equal(
		at(json_object_get(json_array_get(phases, 1), "holders"), 0, "handle_growth"), 30);
	json_decref(document);
}

static void hostile_names_give_valid_json(void **state)
{
	json_t *document = render(sample_hostile());

	(void)state;
	assert_contract(document);
	assert_text(first(document, "processes"), "command",
		"\"quoted\" \\ \x1b]0;title\x07 \ufffd\ufffd \ufffd");
	assert_null_value(first_holder(document), "scope_id");
	assert_null_value(first_isolate(document), "full_gcs");
	json_decref(document);
}

static void no_more_holders_are_written_than_asked_for(void **state)
{
	const struct v8scope_render_options options = {.top = 1};
	struct v8scope_report *report = sample_exact();
	char *document = sample_render(report, "json", &options);
	json_t *json = json_loads(document, 0, NULL);
	json_t *shared = first(json_object_get(first_isolate(json), "snapshot"), "shared");

	(void)state;
	assert_int_equal(json_array_size(json_object_get(first_isolate(json), "holders")), 1);
	assert_int_equal(json_array_size(json_object_get(shared, "holders")), 1);
	assert_number(shared, "all_holders", 3);
	json_decref(json);
	free(document);
	v8scope_report_destroy(report);
}

static void what_was_suppressed_is_told(void **state)
{
	struct v8scope_report *report = sample_leak();
	struct v8scope_report_process *process = g_ptr_array_index(report->processes, 0);
	struct v8scope_report_isolate *isolate = g_ptr_array_index(process->isolates, 0);
	json_t *json, *suppressed;

	(void)state;
	isolate->suppressed = (struct v8scope_suppressed){
		.holders = 2, .growth_bytes = 3000, .handles = 40, .scope_handles = 30};
	json = render(report);
	suppressed = json_object_get(first_isolate(json), "suppressed");
	assert_number(suppressed, "holders", 2);
	assert_number(suppressed, "growth_bytes", 3000);
	assert_number(suppressed, "handles", 40);
	json_decref(json);
}

static void an_empty_report_has_no_processes(void **state)
{
	json_t *document = render(sample_empty());

	(void)state;
	assert_true(json_is_array(json_object_get(document, "processes")));
	assert_int_equal(json_array_size(json_object_get(document, "processes")), 0);
	json_decref(document);
}

static void test_a_heap_snapshot_is_told(void **state)
{
	json_t *document = render(sample_exact());
	json_t *snapshot = json_object_get(first_isolate(document), "snapshot");
	json_t *exact = json_object_get(first_holder(document), "exact");
	json_t *shared = first(snapshot, "shared");

	(void)state;
	assert_string_equal(json_string_value(json_object_get(snapshot, "status")), "ok");
	assert_int_equal(json_integer_value(json_object_get(shared, "bytes")), 1048576);
	assert_int_equal(
		json_integer_value(json_array_get(json_object_get(shared, "holders"), 1)), 1);
	assert_int_equal(json_integer_value(json_object_get(exact, "retained_bytes")), 38500000);
	assert_string_equal(
		json_string_value(json_object_get(first(exact, "constructors"), "constructor")),
		"Promise");
	json_decref(document);
}

static void test_without_a_snapshot_there_is_null(void **state)
{
	json_t *document = render(sample_leak());

	(void)state;
	assert_true(json_is_null(json_object_get(first_isolate(document), "snapshot")));
	assert_true(json_is_null(json_object_get(first_holder(document), "exact")));
	json_decref(document);
}

static void objects_say_how_good_their_symbols_are(void **state)
{
	json_t *document = render(sample_symbols());
	json_t *process = json_array_get(json_object_get(document, "processes"), 0);
	json_t *modules = json_object_get(process, "modules");
	json_t *first = json_array_get(modules, 0);

	(void)state;
	assert_int_equal(json_array_size(modules), 2);
	assert_text(first, "module", "/usr/bin/v8heapexperiment");
	assert_text(first, "path", "/usr/bin/v8heapexperiment");
	assert_text(first, "build_id", "0123");
	assert_text(first, "file_build_id", "4567");
	assert_text(first, "symbols", "different-build");
	assert_text(first, "advice", "Put the recorded file there.");
	assert_text(json_array_get(modules, 1), "symbols", "stripped");
	assert_true(json_is_null(json_object_get(json_array_get(modules, 1), "build_id")));
	json_decref(document);
}

static void each_gap_has_its_kind_and_where_it_is_or_how_many_it_is_about(void **state)
{
	json_t *document = render(sample_gaps());
	json_t *gaps = json_object_get(first_isolate(document), "gaps");
	json_t *end = json_array_get(gaps, V8SCOPE_GAP_KIND_NO_END);
	json_t *stacks = json_array_get(gaps, V8SCOPE_GAP_KIND_STACKS_MISSING);

	(void)state;
	assert_int_equal(json_array_size(gaps), V8SCOPE_GAP_KIND_DETAIL_NOT_READ + 1);
	assert_string_equal(json_string_value(json_object_get(end, "kind")), "no-end");
	assert_int_equal(json_integer_value(json_object_get(end, "at_ns")), 1767225845000000000);
	assert_true(json_is_null(json_object_get(end, "count")));
	assert_string_equal(json_string_value(json_object_get(stacks, "kind")), "stacks-missing");
	assert_true(json_is_null(json_object_get(stacks, "at_ns")));
	assert_int_equal(json_integer_value(json_object_get(stacks, "count")), 5);
	assert_true(json_is_string(json_object_get(stacks, "text")));
	json_decref(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_say_how_good_their_symbols_are),
		cmocka_unit_test(every_key_is_there_when_all_is_known),
		cmocka_unit_test(every_key_is_there_when_nothing_is_known),
		cmocka_unit_test(values_are_those_of_the_report),
		cmocka_unit_test(what_is_not_known_is_null),
		cmocka_unit_test(no_more_holders_are_written_than_asked_for),
		cmocka_unit_test(what_was_suppressed_is_told),
		cmocka_unit_test(javascript_is_neither_live_nor_closed),
		cmocka_unit_test(times_are_since_the_process_began),
		cmocka_unit_test(hostile_names_give_valid_json),
		cmocka_unit_test(an_empty_report_has_no_processes),
		cmocka_unit_test(test_a_heap_snapshot_is_told),
		cmocka_unit_test(each_gap_has_its_kind_and_where_it_is_or_how_many_it_is_about),
		cmocka_unit_test(test_without_a_snapshot_there_is_null),
	};

	return cmocka_run_group_tests_name("render json", tests, NULL, NULL);
}
