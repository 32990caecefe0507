/* SPDX-License-Identifier: MIT */
#include "print.h"

#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#include "../report/terminal.h"
#include "json_report.h"

/* Of the line's layout; raise it when a field changes its meaning or goes away. */
#define JSON_SCHEMA 1

/* Where it is not known, nobody looks: a file has room for all of a name. */
#define DEFAULT_WIDTH 200

static void append_line(GString *text, const GPtrArray *spans, bool color)
{
	for (guint i = 0; i < spans->len; i++) {
		const struct v8scope_live_span *span = g_ptr_array_index(spans, i);

		v8scope_style_append(text, color, span->style, span->text);
	}
	g_string_append_c(text, '\n');
}

static bool write_text(const GString *text)
{
	return fwrite(text->str, 1, text->len, stdout) == text->len && fflush(stdout) == 0;
}

bool v8scope_live_print_table(
	const struct v8scope_report *report, const struct v8scope_live_view *view)
{
	struct v8scope_terminal terminal;
	GString *text = g_string_new(NULL);

	v8scope_terminal_inspect(&terminal, STDOUT_FILENO);
	const struct v8scope_render_options options = v8scope_terminal_render_options(&terminal);
	const struct v8scope_live_look look = {
		.width = options.width > 0 ? options.width : DEFAULT_WIDTH,
		.ascii = view->ascii,
		.sort = view->sort,
		.reverse = view->reverse,
		.now_ns = view->report_ns,
	};
	GPtrArray *lines = v8scope_live_table(report, &look);

	for (guint i = 0; i < lines->len; i++) {
		append_line(text, g_ptr_array_index(lines, i), options.color);
	}
	bool ok = write_text(text);
	g_ptr_array_unref(lines);
	g_string_free(text, TRUE);
	return ok;
}

bool v8scope_live_print_json(const struct v8scope_report *report,
	const struct v8scope_live_view *view, int64_t elapsed_ns, bool final)
{
	json_t *line = json_object();

	json_object_set_new(line, "schema", json_integer(JSON_SCHEMA));
	json_object_set_new(line, "time_ns", json_integer(view->report_ns));
	json_object_set_new(line, "elapsed_ns", json_integer(elapsed_ns));
	json_object_set_new(line, "final", json_boolean(final));
	json_object_set_new(
		line, "report", v8scope_json_report(report, V8SCOPE_REPORT_MAX_HOLDERS));
	bool ok = json_dumpf(line, stdout, JSON_COMPACT) == 0 && putchar('\n') != EOF &&
		  fflush(stdout) == 0;
	json_decref(line);
	return ok;
}
