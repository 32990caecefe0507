/* SPDX-License-Identifier: MIT */
#include "results.h"

#include "clean.h"
#include "isolate_walk.h"

static void isolate_destroy(void *data)
{
	struct v8scope_check_isolate *isolate = data;

	g_ptr_array_unref(isolate->checks);
	g_free(isolate);
}

void v8scope_check_results_init(struct v8scope_check_results *results, const char *directory)
{
	*results = (struct v8scope_check_results){
		.directory = directory,
		.isolates = g_ptr_array_new_with_free_func(isolate_destroy),
	};
}

void v8scope_check_results_fini(struct v8scope_check_results *results)
{
	g_ptr_array_unref(results->isolates);
	g_free(results->problem);
}

static void add_isolate(struct v8scope_check_results *results, const struct v8scope_limits *limits,
	const struct v8scope_report_process *process, const struct v8scope_report_isolate *isolate)
{
	struct v8scope_check_isolate *added = g_new0(struct v8scope_check_isolate, 1);

	added->process = process;
	added->isolate = isolate;
	added->checks = v8scope_limits_check(limits, isolate);
	g_ptr_array_add(results->isolates, added);
}

void v8scope_check_results_add(struct v8scope_check_results *results,
	const struct v8scope_limits *limits, const struct v8scope_report *report)
{
	struct v8scope_isolate_walk walk = v8scope_isolate_walk_begin(report);

	while (v8scope_isolate_walk_next(&walk)) {
		add_isolate(results, limits, walk.process, walk.isolate);
	}
	if (results->isolates->len == 0 && !results->problem) {
		results->problem = g_strdup("no isolate is in the trace");
	}
}

enum v8scope_check_result v8scope_check_results_get(const struct v8scope_check_results *results)
{
	enum v8scope_check_result result =
		results->problem ? V8SCOPE_CHECK_RESULT_UNKNOWN : V8SCOPE_CHECK_RESULT_PASSED;

	for (guint i = 0; i < results->isolates->len; i++) {
		const struct v8scope_check_isolate *isolate =
			g_ptr_array_index(results->isolates, i);

		result = MAX(result, v8scope_limits_result(isolate->checks));
	}
	return result;
}

/* "failed: verdict leak, growth 22.9 MiB (at most 1.0 MiB)"; nothing if there is none. */
static void append_checks(
	GString *line, const GPtrArray *checks, enum v8scope_check_result result, const char *name)
{
	bool first = true;

	for (guint i = 0; i < checks->len; i++) {
		const struct v8scope_check *check = g_ptr_array_index(checks, i);

		if (check->result == result) {
			g_string_append_printf(line, "%s%s%s", first ? "; " : ", ",
				first ? name : "", check->text);
			first = false;
		}
	}
}

static char *isolate_line(const struct v8scope_check_isolate *checked)
{
	static const char *const words[] = {
		[V8SCOPE_CHECK_RESULT_PASSED] = "passed",
		[V8SCOPE_CHECK_RESULT_UNKNOWN] = "unknown",
		[V8SCOPE_CHECK_RESULT_FAILED] = "FAILED",
	};
	const char *command = checked->process->command;
	GString *line = g_string_new(NULL);

	g_string_append_printf(line, "%-7s  %s (pid %" G_GINT64_FORMAT ") isolate 0x%jx",
		words[v8scope_limits_result(checked->checks)],
		command ? command : "unknown program", checked->process->pid,
		(uintmax_t)checked->isolate->isolate);
	append_checks(line, checked->checks, V8SCOPE_CHECK_RESULT_FAILED, "failed: ");
	append_checks(line, checked->checks, V8SCOPE_CHECK_RESULT_UNKNOWN, "cannot tell: ");
	append_checks(line, checked->checks, V8SCOPE_CHECK_RESULT_PASSED, "passed: ");
	if (checked->isolate->suppressed.holders > 0) {
		g_string_append_printf(
			line, "; suppressed: %u", checked->isolate->suppressed.holders);
	}
	return g_string_free(line, FALSE);
}

char *v8scope_check_results_to_text(const struct v8scope_check_results *results, bool ascii)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < results->isolates->len; i++) {
		char *line = isolate_line(g_ptr_array_index(results->isolates, i));
		char *cleaned = v8scope_clean(line, ascii);

		g_string_append_printf(text, "%s\n", cleaned);
		g_free(cleaned);
		g_free(line);
	}
	return g_string_free(text, FALSE);
}
