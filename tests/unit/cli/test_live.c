/* SPDX-License-Identifier: MIT */
/* The parts of `v8scope live` that need neither a session nor a screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <glib.h>

#include "live/options.h"
#include "live/table.h"
#include "live/title.h"
#include "live/view.h"

#define SECOND_NS INT64_C(1000000000)

static struct v8scope_optional known(int64_t value)
{
	return (struct v8scope_optional){.known = true, .value = value};
}

static struct v8scope_holder *add_holder(struct v8scope_report_isolate *isolate,
	const char *function, int64_t growth, int64_t handles, int64_t gained)
{
	struct v8scope_holder *holder =
		v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);

	holder->live = true;
	holder->opened.function = g_strdup(function);
	holder->opened.file = g_strdup("/src/server.cc");
	holder->opened.line = 40;
	holder->growth_bytes = known(growth);
	holder->handles = known(handles);
	holder->handle_growth = known(gained);
	return holder;
}

/* Two scopes that any two orders tell apart, assessed over 10 s and 1000 checkpoints. */
static struct v8scope_report *make_report(void)
{
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_process *process = v8scope_report_add_process(report, 7);
	struct v8scope_report_isolate *isolate = v8scope_report_process_add_isolate(process, 0x10);
	struct v8scope_moment *moment = v8scope_report_isolate_add_moment(isolate);
	struct v8scope_holder *holder;

	process->command = g_strdup("./server");
	isolate->verdict = V8SCOPE_VERDICT_LEAK;
	isolate->growth_bytes = known(30 * 1024 * 1024);
	isolate->handles = known(5100);
	isolate->full_gcs = 3;
	isolate->assessed_ns = known(10 * SECOND_NS);
	isolate->assessed_checkpoints = known(1000);
	moment->full_gc = true;
	moment->ts_ns = 100 * SECOND_NS;
	moment->used_bytes = 40 * 1024 * 1024;
	holder = add_holder(isolate, "serve", 20 * 1024 * 1024, 100, 90);
	holder->opened_at_ns = known(2);
	holder->share = 2.0 / 3;
	holder = add_holder(isolate, "accept", 10 * 1024 * 1024, 5000, 3200);
	holder->opened_at_ns = known(1);
	holder->share = 1.0 / 3;
	return report;
}

static struct v8scope_live_look make_look(int width)
{
	return (struct v8scope_live_look){.width = width, .now_ns = 102 * SECOND_NS};
}

static char *line_text(const GPtrArray *spans)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < spans->len; i++) {
		const struct v8scope_live_span *span = g_ptr_array_index(spans, i);

		g_string_append(text, span->text);
	}
	return g_string_free(text, FALSE);
}

static char *table_text(const struct v8scope_report *report, const struct v8scope_live_look *look)
{
	GPtrArray *lines = v8scope_live_table(report, look);
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < lines->len; i++) {
		char *line = line_text(g_ptr_array_index(lines, i));

		g_string_append_printf(text, "%s\n", line);
		g_free(line);
	}
	g_ptr_array_unref(lines);
	return g_string_free(text, FALSE);
}

static void a_row_says_how_much_and_how_fast(void **state)
{
	const struct v8scope_live_look look = make_look(120);
	struct v8scope_report *report = make_report();
	char *text = table_text(report, &look);

	(void)state;
	assert_string_equal(text,
		"./server (pid 7)   isolate 0x10\n"
		"so far: leak   heap 40.0 MiB   grew 30.0 MiB   5,100 handles   "
		"3 full GCs, last 2.0 s ago\n"
		"  GROWTH   GROWTH/S   SHARE  HANDLES  GAINED  /CHECKPOINT  HOLDER\n"
		"20.0 MiB  2.0 MiB/s  66.7 %      100     +90          0.1  serve server.cc:40\n"
		"10.0 MiB  1.0 MiB/s  33.3 %    5,000  +3,200          3.2  accept server.cc:40\n");
	g_free(text);
	v8scope_report_destroy(report);
}

static void what_is_not_known_is_a_dash(void **state)
{
	const struct v8scope_live_look look = make_look(80);
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_isolate *isolate =
		v8scope_report_process_add_isolate(v8scope_report_add_process(report, -1), 0x10);
	char *text;

	(void)state;
	v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_GLOBAL);
	text = table_text(report, &look);
	assert_non_null(strstr(text, "unknown program"));
	assert_non_null(
		strstr(text, "     -         -        -            -  global: not known\n"));
	g_free(text);
	v8scope_report_destroy(report);
}

/* Whether `first` comes before `second` in the table. */
static void assert_order(
	enum v8scope_live_sort sort, bool reverse, const char *first, const char *second)
{
	struct v8scope_live_look look = make_look(80);
	struct v8scope_report *report = make_report();
	char *text;

	look.sort = sort;
	look.reverse = reverse;
	text = table_text(report, &look);
	assert_non_null(strstr(text, first));
	assert_non_null(strstr(strstr(text, first), second));
	g_free(text);
	v8scope_report_destroy(report);
}

static void rows_are_in_the_order_that_was_asked_for(void **state)
{
	(void)state;
	assert_order(V8SCOPE_LIVE_SORT_GROWTH, false, "serve ", "accept ");
	assert_order(V8SCOPE_LIVE_SORT_GROWTH, true, "accept ", "serve ");
	assert_order(V8SCOPE_LIVE_SORT_HANDLES, false, "accept ", "serve ");
	assert_order(V8SCOPE_LIVE_SORT_GAINED, false, "accept ", "serve ");
	assert_order(V8SCOPE_LIVE_SORT_AGE, false, "accept ", "serve ");
	assert_order(V8SCOPE_LIVE_SORT_AGE, true, "serve ", "accept ");
	assert_order(V8SCOPE_LIVE_SORT_NAME, false, "accept ", "serve ");
}

static void no_line_is_wider_than_the_screen(void **state)
{
	struct v8scope_report *report = make_report();

	(void)state;
	for (int width = 8; width < 130; width++) {
		const struct v8scope_live_look look = make_look(width);
		GPtrArray *lines = v8scope_live_table(report, &look);

		for (guint i = 0; i < lines->len; i++) {
			char *line = line_text(g_ptr_array_index(lines, i));

			assert_in_range(v8scope_text_width(line), 0, width);
			g_free(line);
		}
		g_ptr_array_unref(lines);
	}
	v8scope_report_destroy(report);
}

static void a_name_cannot_command_the_terminal(void **state)
{
	const struct v8scope_live_look look = make_look(80);
	struct v8scope_report *report = make_report();
	struct v8scope_report_process *process = g_ptr_array_index(report->processes, 0);
	struct v8scope_report_isolate *isolate = g_ptr_array_index(process->isolates, 0);
	char *text;

	(void)state;
	add_holder(isolate, "\x1b[2Jboo\n", 1, 1, 1);
	text = table_text(report, &look);
	assert_null(strchr(text, '\x1b'));
	assert_non_null(strstr(text, "[2Jboo\\x0a"));
	g_free(text);
	v8scope_report_destroy(report);
}

static void keys_change_what_is_shown(void **state)
{
	struct v8scope_live_view view = {0};

	(void)state;
	assert_int_equal(v8scope_live_view_key(&view, 'h'), V8SCOPE_LIVE_ACTION_DRAW);
	assert_int_equal(view.sort, V8SCOPE_LIVE_SORT_HANDLES);
	for (int i = 0; i < V8SCOPE_LIVE_SORT_COUNT; i++) {
		v8scope_live_view_key(&view, 's');
	}
	assert_int_equal(view.sort, V8SCOPE_LIVE_SORT_HANDLES);
	v8scope_live_view_key(&view, ' ');
	assert_true(view.paused);
	v8scope_live_view_key(&view, ' ');
	assert_false(view.paused);
	assert_int_equal(v8scope_live_view_key(&view, 'x'), V8SCOPE_LIVE_ACTION_NONE);
	assert_int_equal(v8scope_live_view_key(&view, 'q'), V8SCOPE_LIVE_ACTION_QUIT);
}

static void assert_title(const struct v8scope_live_title *title, const char *expected)
{
	char *text = v8scope_live_title_describe(title);

	assert_string_equal(text, expected);
	g_free(text);
}

static void the_title_says_what_is_wrong(void **state)
{
	struct v8scope_live_title title = {
		.now_us = 20 * G_USEC_PER_SEC,
		.started_us = 10 * G_USEC_PER_SEC,
		.feed = {.state = V8SCOPE_FEED_STATE_READING,
			.answered_us = 20 * G_USEC_PER_SEC,
			.event_us = 19 * G_USEC_PER_SEC},
	};

	(void)state;
	assert_title(&title, "v8scope live  10.0 s");
	title.is_held = true;
	assert_title(&title, "v8scope live  10.0 s  held");
	title.is_held = false;
	title.feed.event_us = 12 * G_USEC_PER_SEC;
	assert_title(&title, "v8scope live  10.0 s  no event for 8.0 s");
	title.feed.answered_us = 13 * G_USEC_PER_SEC;
	assert_title(&title, "v8scope live  10.0 s  the relay daemon has not answered for 7.0 s");
	title.feed.state = V8SCOPE_FEED_STATE_FAILED;
	assert_title(&title,
		"v8scope live  10.0 s  the relay daemon is gone: this is the last that was seen");
}

static void assert_url(const char *text, const char *expected)
{
	char *url = v8scope_live_parse_url(text);

	if (expected) {
		assert_string_equal(url, expected);
	} else {
		assert_null(url);
	}
	g_free(url);
}

static void a_url_is_told_from_a_command(void **state)
{
	(void)state;
	assert_url("net://localhost/", "net://localhost");
	assert_url("net6://[::1]:5344/host/a/b", "net6://[::1]:5344/host/a/b");
	assert_url("localhost/host/a/b", "net://localhost/host/a/b");
	assert_url("/host/a/b", NULL);
	assert_url("./server", NULL);
	assert_url("node", NULL);
}

/* The result of parsing "live" and these words; a success is "url" or the command. */
static void assert_options(const char *words, const char *expected)
{
	char *line = g_strconcat("live ", words, NULL);
	char **argv = g_strsplit(line, " ", -1);
	char **arguments = g_memdup2(argv, (g_strv_length(argv) + 1) * sizeof(*argv));
	struct v8scope_live_options options;
	GError *error = NULL;

	if (v8scope_live_options_init(&options, (int)g_strv_length(argv), arguments, &error)) {
		assert_string_equal(options.url ? "url" : options.command[0], expected);
		v8scope_live_options_fini(&options);
	} else {
		assert_string_equal("error", expected);
		g_error_free(error);
	}
	g_free(arguments);
	g_strfreev(argv);
	g_free(line);
}

static void options_are_taken_or_refused(void **state)
{
	(void)state;
	assert_options("node app.js --once", "node");
	assert_options("--once --interval=500ms -- node", "node");
	assert_options("net://localhost", "url");
	assert_options("-- net://localhost", "net://localhost");
	assert_options("net://localhost more", "error");
	assert_options("--gc=ends net://localhost", "error");
	assert_options("--gc=sometimes node", "error");
	assert_options("--interval=fast node", "error");
	assert_options("--format=xml node", "error");
	assert_options("--stack-depth=65 node", "error");
	assert_options("--once", "error");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_says_how_much_and_how_fast),
		cmocka_unit_test(what_is_not_known_is_a_dash),
		cmocka_unit_test(rows_are_in_the_order_that_was_asked_for),
		cmocka_unit_test(no_line_is_wider_than_the_screen),
		cmocka_unit_test(a_name_cannot_command_the_terminal),
		cmocka_unit_test(keys_change_what_is_shown),
		cmocka_unit_test(the_title_says_what_is_wrong),
		cmocka_unit_test(a_url_is_told_from_a_command),
		cmocka_unit_test(options_are_taken_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
