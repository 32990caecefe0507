/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "samples.h"

static const struct v8scope_render_options plain = {.ascii = true, .width = 80};

static void assert_renders(struct v8scope_report *report,
	const struct v8scope_render_options *options, const char *text)
{
	char *document = sample_render(report, "text", options);

	assert_string_equal(document, text);
	free(document);
	v8scope_report_destroy(report);
}

static void a_leak_names_its_holder(void **state)
{
	(void)state;
	assert_renders(sample_leak(), &plain,
		"v8heapexperiment (pid 1234)   isolate 0x5581a2b3c000   V8 10.2.154\n"
		"verdict: leak   heap grew 23.4 MiB (4.1 MiB -> 27.5 MiB) over 5 full GCs\n"
		"evidence: estimated\n"
		"V8 was about to reach its heap limit   limit: 2.0 GiB\n"
		"One live scope gained 1,000,200 handles, and the heap grew with them in each of\n"
		"5 collections.\n"
		"All 500,000 promises are settled, and yet about 99.8 % (99.6 % to 99.9 %) of\n"
		"them were still alive, because the handle scope that run_loop opened at\n"
		"/src/demos/v8heapexperiment/main.c:123 holds them.\n"
		"1,000,225 handles in the isolate   12 of them in no known scope\n"
		"\n"
		"  1.  97.9 %  ##########   22.9 MiB (21.9 MiB to 23.4 MiB)\n"
		"     1,000,213 handles (+1,000,200)\n"
		"     handle scope, live   opened 2026-01-01 00:04:05\n"
		"     100,000 microtask checkpoints\n"
		"     opened by  run_loop   /src/demos/v8heapexperiment/main.c:123\n"
		"     now at     /src/demos/v8heapexperiment/main.c:156\n"
		"     called by  JavaScript: work\\x1b[2J (/src/app.js:12)   < forEach\n"
		"                < (anonymous) (/src/app.js:40)\n"
		"     promises   500,000 created   500,000 settled\n"
		"                about 99.8 % (99.6 % to 99.9 %) alive\n"
		"     settled    half within 4.1 us   99 % within 8.2 us\n"
		"     refer to   98 % JSPromise: 490,000 x 48 B   2 % Module: 1 x 240 B\n"
		"     advice     Open a HandleScope inside the loop at main.c:156, so that the\n"
		"                handles of one iteration die with it.\n"
		"\n"
		"  2.   2.1 %  ..........   500.0 KiB\n"
		"     JavaScript: held by no handle\n"
		"\n"
		"warning: the tracer lost 12 events (its buffers were full): counts may be too\n"
		"         low.\n"
		"warning: the trace is cut short: what came after is missing.\n");
}

static void what_the_trace_lacks_is_said(void **state)
{
	(void)state;
	assert_renders(sample_gaps(), &plain,
		"v8heapexperiment (pid 1234)   isolate 0x5581a2b3c000   V8 10.2.154\n"
		"verdict: ok   heap shrank 2.0 KiB (4.1 MiB -> 4.1 MiB) over 1 full GC\n"
		"evidence: counted\n"
		"Neither the heap nor any scope's handles grew.\n"
		"7 handles in the isolate\n"
		"note: the isolate was in use before the recording began: what grew until then is\n"
		"      not counted as growth (the trace begins at 2026-01-01 00:04:05).\n"
		"note: the beginning is missing (overwritten, lost or cut off): of what opened\n"
		"      and grew before, only what a later census shows is known, and none of it\n"
		"      is counted as growth (the trace begins at 2026-01-01 00:04:05).\n"
		"note: the end is missing (killed, still running, or cut off): what came after is\n"
		"      not known (the trace ends at 2026-01-01 00:04:05).\n"
		"note: no hook saw 4 scopes open, a scan of the stack found what was open: since\n"
		"      when is not known.\n"
		"note: the call stack of 5 holders is missing (overwritten or lost): only its\n"
		"      innermost address is known.\n"
		"note: what opened or created 6 holders has no name: which objects were loaded\n"
		"      where is missing (overwritten, lost, or lttng_ust_statedump:* was not\n"
		"      recorded).\n"
		"note: single events were left unread, as asked for (7 streams): promises and\n"
		"      what was escaped are not counted, and whether such events were lost is not\n"
		"      known.\n"
		"\n"
		"3 holders not shown; --format=json has all\n");
}

static void an_ok_report_is_short(void **state)
{
	(void)state;
	assert_renders(sample_ok(), &plain,
		"v8heapexperiment (pid 1234)   isolate 0x5581a2b3c000   V8 10.2.154\n"
		"verdict: ok   heap shrank 2.0 KiB (4.1 MiB -> 4.1 MiB) over 1 full GC\n"
		"evidence: counted\n"
		"Neither the heap nor any scope's handles grew.\n"
		"7 handles in the isolate\n"
		"\n"
		"3 holders not shown; --format=json has all\n");
}

static void what_is_not_known_is_said_or_left_out(void **state)
{
	(void)state;
	assert_renders(sample_unknown(), &plain,
		"unknown program   isolate 0x1000\n"
		"verdict: inconclusive   heap growth not known over 0 full GCs\n"
		"evidence: counted\n"
		"\n"
		"  1. bytes not known\n"
		"     handle scope, closed\n"
		"     opened by  not known\n"
		"\n"
		"warning: the tracer lost an unknown number of events (its buffers were full, or\n"
		"         parts of the trace are gone): counts may be too low.\n");
}

/* The holder that is shown lies in one of the two objects. */
static void what_a_shown_site_lacks_is_told(void **state)
{
	struct v8scope_report *report = sample_symbols();
	char *document = sample_render(report, "text", &plain);

	(void)state;
	assert_non_null(strstr(
		document, "\n\nnote: /usr/bin/v8heapexperiment: Put the recorded file there.\n"));
	assert_null(strstr(document, "other.so"));
	free(document);
	v8scope_report_destroy(report);
}

static void a_report_without_isolates_says_so(void **state)
{
	(void)state;
	assert_renders(sample_empty(), &plain,
		"No isolate is in this trace (0 events of v8scope read). Either the program never\n"
		"made one, or v8scope was not attached to it: run it with V8SCOPE_DEBUG=1, and it\n"
		"says on stderr which.\n");
}

static void bars_are_drawn_unless_ascii_is_asked_for(void **state)
{
	const struct v8scope_render_options options = {.width = 80};
	struct v8scope_report *report = sample_leak();
	char *document = sample_render(report, "text", &options);

	(void)state;
	assert_non_null(strstr(document, " 97.9 %  ██████████"));
	assert_non_null(strstr(document, "  2.1 %  ░░░░░░░░░░"));
	free(document);
	v8scope_report_destroy(report);
}

static void colours_are_used_only_if_asked_for(void **state)
{
	const struct v8scope_render_options options = {.color = true};
	struct v8scope_report *report = sample_leak();
	char *document = sample_render(report, "text", &options);

	(void)state;
	assert_non_null(strstr(document, "\x1b[1;31mverdict: leak\x1b[0m"));
	free(document);
	document = sample_render(report, "text", NULL);
	assert_null(strchr(document, '\x1b'));
	free(document);
	v8scope_report_destroy(report);
}

static void assert_lines_fit(const char *document, size_t width)
{
	char **lines = g_strsplit(document, "\n", -1);

	for (char **line = lines; *line != NULL; line++) {
		assert_in_range(strlen(*line), 0, width);
	}
	g_strfreev(lines);
}

static void the_width_is_respected(void **state)
{
	static const int widths[] = {40, 57, 80, 132};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(widths); i++) {
		const struct v8scope_render_options options = {.ascii = true, .width = widths[i]};
		struct v8scope_report *reports[] = {sample_leak(), sample_ok(), sample_unknown(),
			sample_hostile(), sample_empty()};

		for (size_t j = 0; j < G_N_ELEMENTS(reports); j++) {
			char *document = sample_render(reports[j], "text", &options);

			assert_lines_fit(document, (size_t)widths[i]);
			free(document);
			v8scope_report_destroy(reports[j]);
		}
	}
}

static void hostile_names_reach_no_terminal(void **state)
{
	struct v8scope_report *report = sample_hostile();
	char *document = sample_render(report, "text", NULL);

	(void)state;
	assert_true(g_utf8_validate(document, -1, NULL));
	for (const char *p = document; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		assert_true(c == '\n' || !g_unichar_iscntrl(c));
		assert_int_not_equal(c, 0x202e);
	}
	assert_non_null(strstr(document, "verdict: leak"));
	free(document);
	v8scope_report_destroy(report);
}

static void what_phases_left_behind_is_shown(void **state)
{
	struct v8scope_report *report = sample_stacks();
	char *document = sample_render(report, "text", NULL);

	(void)state;
	assert_non_null(strstr(document, "(before the first mark)   500 ns   no collection"));
	assert_non_null(strstr(document, "warm \"up\"\\x1b[2J   2.0 ms   +30 B   +30 handles"));
	assert_non_null(strstr(document, "gained in  warm \"up\"\\x1b[2J: +30 handles"));
	assert_non_null(strstr(document, "growing    since 2026-01-01 00:04:05"));
	free(document);
	v8scope_report_destroy(report);
}

static void what_a_snapshot_says_is_shown(void **state)
{
	struct v8scope_report *report = sample_exact();
	char *document = sample_render(report, "text", NULL);

	(void)state;
	assert_non_null(strstr(document, "802,113 Promise, 36.7 MiB"));
	assert_non_null(strstr(document, "36.7 MiB alone"));
	assert_non_null(strstr(document, "Holders 1, 2 and 1 not listed keep 1.0 MiB"));
	assert_null(strstr(document, "note:"));
	free(document);
	v8scope_report_destroy(report);
}

static void a_snapshot_that_was_not_read_is_a_note(void **state)
{
	struct v8scope_report *report = sample_leak();
	struct v8scope_report_process *process = g_ptr_array_index(report->processes, 0);
	struct v8scope_report_isolate *isolate = g_ptr_array_index(process->isolates, 0);
	char *document;

	(void)state;
	isolate->snapshot.status = g_strdup("it is gone");
	document = sample_render(report, "text", NULL);
	assert_non_null(strstr(document, "note: the heap snapshot was not read: it is gone\n"));
	free(document);
	v8scope_report_destroy(report);
}

static void a_write_error_is_reported(void **state)
{
	struct v8scope_report *report = sample_leak();
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(full);
	assert_false(v8scope_render(v8scope_render_format_find("text"), report, &plain, full));
	assert_false(v8scope_render(v8scope_render_format_find("json"), report, &plain, full));
	fclose(full);
	v8scope_report_destroy(report);
}

static void formats_are_found_by_the_names_listed(void **state)
{
	char **names = g_strsplit(v8scope_render_format_names(), ", ", -1);

	(void)state;
	assert_int_equal(g_strv_length(names), 6);
	for (char **name = names; *name != NULL; name++) {
		assert_non_null(v8scope_render_format_find(*name));
	}
	assert_null(v8scope_render_format_find("nosuch"));
	assert_null(v8scope_render_format_find(NULL));
	g_strfreev(names);
}

static void as_many_holders_are_shown_as_asked_for(void **state)
{
	const struct v8scope_render_options one = {.top = 1}, three = {.top = 3};
	struct v8scope_report *report = sample_leak();
	struct v8scope_report_process *process = g_ptr_array_index(report->processes, 0);
	char *document = sample_render(report, "text", &one);

	(void)state;
	assert_non_null(strstr(document, "\n  1. "));
	assert_null(strstr(document, "\n  2. "));
	assert_non_null(strstr(document, "1 smaller holder not shown"));
	free(document);
	v8scope_report_isolate_add_holder(
		g_ptr_array_index(process->isolates, 0), V8SCOPE_HOLDER_KIND_GLOBAL);
	document = sample_render(report, "text", NULL);
	assert_null(strstr(document, "\n  3. "));
	free(document);
	document = sample_render(report, "text", &three);
	assert_non_null(strstr(document, "\n  3. "));
	free(document);
	v8scope_report_destroy(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_many_holders_are_shown_as_asked_for),
		cmocka_unit_test(a_leak_names_its_holder),
		cmocka_unit_test(an_ok_report_is_short),
		cmocka_unit_test(what_the_trace_lacks_is_said),
		cmocka_unit_test(what_is_not_known_is_said_or_left_out),
		cmocka_unit_test(what_a_shown_site_lacks_is_told),
		cmocka_unit_test(a_report_without_isolates_says_so),
		cmocka_unit_test(bars_are_drawn_unless_ascii_is_asked_for),
		cmocka_unit_test(colours_are_used_only_if_asked_for),
		cmocka_unit_test(the_width_is_respected),
		cmocka_unit_test(hostile_names_reach_no_terminal),
		cmocka_unit_test(what_phases_left_behind_is_shown),
		cmocka_unit_test(what_a_snapshot_says_is_shown),
		cmocka_unit_test(a_snapshot_that_was_not_read_is_a_note),
		cmocka_unit_test(a_write_error_is_reported),
		cmocka_unit_test(formats_are_found_by_the_names_listed),
	};

	g_setenv("TZ", "UTC", TRUE);
	return cmocka_run_group_tests_name("render text", tests, NULL, NULL);
}
