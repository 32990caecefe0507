/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "replay/lines.h"
#include "replay/words.h"

/* A timeline of one isolate with one frame, which one scope is in. */
struct rig {
	struct v8scope_timeline timeline;
	struct v8scope_timeline_isolate isolate;
	struct v8scope_timeline_frame frame;
	struct v8scope_holder *holder; /* of the cast */
};

static int setup(void **state)
{
	struct rig *rig = g_new0(struct rig, 1);
	struct v8scope_report_process *process;
	struct v8scope_report_isolate *cast;

	rig->timeline.cast = v8scope_report_create();
	process = v8scope_report_add_process(rig->timeline.cast, 7);
	process->command = g_strdup("/opt/bin/program");
	cast = v8scope_report_process_add_isolate(process, 0x1000);
	rig->holder = v8scope_report_isolate_add_holder(cast, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);
	rig->frame.kind = V8SCOPE_TIMELINE_KIND_CENSUS;
	rig->frame.ts_ns = 5000;
	rig->frame.verdict = V8SCOPE_VERDICT_LEAK;
	rig->frame.entry_count = 1;
	rig->frame.entries[0] = (struct v8scope_timeline_entry){
		.holder = rig->holder, .handles = 1234567, .live = true};
	rig->isolate.process = process;
	rig->isolate.cast = cast;
	rig->isolate.moments[V8SCOPE_TIMELINE_KIND_CENSUS] = 1;
	rig->isolate.frames = g_ptr_array_new();
	g_ptr_array_add(rig->isolate.frames, &rig->frame);
	rig->timeline.isolates = g_ptr_array_new();
	g_ptr_array_add(rig->timeline.isolates, &rig->isolate);
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	g_ptr_array_unref(rig->isolate.frames);
	g_ptr_array_unref(rig->timeline.isolates);
	v8scope_report_destroy(rig->timeline.cast);
	g_free(rig);
	return 0;
}

#define words_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

static void assert_name(const struct rig *rig, const char *expected)
{
	char *name = v8scope_replay_holder_name(rig->holder);

	assert_string_equal(name, expected);
	g_free(name);
}

static void holder_is_named_by_the_best_that_is_known(void **state)
{
	struct rig *rig = *state;
	struct v8scope_site *site = &rig->holder->opened;
	struct v8scope_js_frame *frame;

	assert_name(rig, "scope");
	frame = v8scope_holder_add_js_frame(rig->holder);
	frame->function = g_strdup("handle");
	frame->file = g_strdup("/srv/app/server.js");
	frame->line = 12;
	assert_name(rig, "handle server.js:12");
	site->ip = 0x1234;
	assert_name(rig, "0x1234");
	site->module = g_strdup("/usr/bin/program (file not found)");
	site->module_offset = 0x34;
	assert_name(rig, "program+0x34");
	site->function = g_strdup("run");
	assert_name(rig, "run program+0x34");
	site->file = g_strdup("/src/loop.c");
	assert_name(rig, "run loop.c");
	site->line = 9;
	assert_name(rig, "run loop.c:9");
	rig->holder->kind = V8SCOPE_HOLDER_KIND_NAPI_REF;
	assert_name(rig, "reference run loop.c:9");
}

static void age_counts_from_when_the_scope_opened(void **state)
{
	struct rig *rig = *state;
	const struct v8scope_timeline_entry *entry = &rig->frame.entries[0];

	assert_false(v8scope_replay_age(entry, &rig->frame).known);
	rig->holder->opened_at_ns = (struct v8scope_optional){.known = true, .value = 2000};
	assert_int_equal(v8scope_replay_age(entry, &rig->frame).value, 3000);
	rig->holder->opened_at_ns.value = 6000;
	assert_false(v8scope_replay_age(entry, &rig->frame).known);
}

static void verdict_says_what_the_heap_did(void **state)
{
	struct rig *rig = *state;
	char *text = v8scope_replay_verdict(&rig->frame);

	assert_string_equal(text, "leak   0 full GCs");
	g_free(text);
	rig->frame.full_gcs = 1;
	rig->frame.growth_bytes = (struct v8scope_optional){.known = true, .value = -2048};
	text = v8scope_replay_verdict(&rig->frame);
	assert_string_equal(text, "leak   heap shrank 2.0 KiB over 1 full GC");
	g_free(text);
}

static guint count_lines(const GString *text)
{
	guint lines = 0;

	for (gsize i = 0; i < text->len; i++) {
		lines += text->str[i] == '\n';
	}
	return lines;
}

/* A terminal would obey an escape sequence, and a line break would make a line more. */
static void names_of_foreign_programs_do_no_harm(void **state)
{
	struct rig *rig = *state;
	GString *text, *json;

	rig->holder->opened.function = g_strdup("evil\n\x1b[2J\xff\"name\xc3\xa9");
	text = v8scope_lines_write(&rig->timeline, V8SCOPE_LINES_FORMAT_TEXT, true);
	assert_int_equal(count_lines(text), 3);
	assert_null(strchr(text->str, '\x1b'));
	for (gsize i = 0; i < text->len; i++) {
		assert_true((unsigned char)text->str[i] < 0x80);
	}
	json = v8scope_lines_write(&rig->timeline, V8SCOPE_LINES_FORMAT_JSON, false);
	assert_int_equal(count_lines(json), 1);
	assert_non_null(strstr(json->str, "\"function\":\"evil\\n\\u001B[2J"));
	g_string_free(text, TRUE);
	g_string_free(json, TRUE);
}

static void text_says_that_moments_were_left_out(void **state)
{
	struct rig *rig = *state;
	GString *text;

	rig->isolate.moments[V8SCOPE_TIMELINE_KIND_MINOR_GC] = 9;
	text = v8scope_lines_write(&rig->timeline, V8SCOPE_LINES_FORMAT_TEXT, false);
	assert_non_null(strstr(text->str, "of 10 moments, an even selection of 1\n"));
	assert_non_null(strstr(text->str, "1,234,567"));
	g_string_free(text, TRUE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		words_test(holder_is_named_by_the_best_that_is_known),
		words_test(age_counts_from_when_the_scope_opened),
		words_test(verdict_says_what_the_heap_did),
		words_test(names_of_foreign_programs_do_no_harm),
		words_test(text_says_that_moments_were_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
