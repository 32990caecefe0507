/* SPDX-License-Identifier: MIT */
/* The dialect of JUnit XML that Jenkins and GitLab read: tests/golden/junit.xsd. */
#include <stdarg.h>

#include "clean.h"
#include "results.h"

/*
 * XML has no way to write control characters, not even by number: they are shown as
 * everywhere else first.
 */
static void append(GString *xml, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void append(GString *xml, const char *format, ...)
{
	va_list arguments;
	char *text, *cleaned, *escaped;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	cleaned = v8scope_clean(text, false);
	escaped = g_markup_escape_text(cleaned, -1);
	g_string_append(xml, escaped);
	g_free(escaped);
	g_free(cleaned);
	g_free(text);
}

/* The element inside of a test case that did not pass. */
static void append_outcome(GString *xml, const char *element, const char *type, const char *message,
	const char *reason)
{
	g_string_append_printf(xml, "      <%s type=\"%s\" message=\"", element, type);
	append(xml, "%s", message);
	g_string_append(xml, "\">");
	append(xml, "%s", reason ? reason : message);
	g_string_append_printf(xml, "</%s>\n", element);
}

static void append_case(GString *xml, const struct v8scope_check_isolate *checked,
	const struct v8scope_check *check)
{
	const char *command = checked->process->command;

	g_string_append(xml, "    <testcase classname=\"");
	append(xml, "%s", command ? command : "unknown program");
	g_string_append(xml, "\" name=\"");
	append(xml, "%s of isolate 0x%jx (pid %" G_GINT64_FORMAT ")", check->name,
		(uintmax_t)checked->isolate->isolate, checked->process->pid);
	g_string_append(xml, "\">\n");
	if (check->result == V8SCOPE_CHECK_RESULT_FAILED) {
		append_outcome(xml, "failure", check->name, check->text, checked->isolate->reason);
	} else if (check->result == V8SCOPE_CHECK_RESULT_UNKNOWN) {
		append_outcome(xml, "error", check->name, check->text, checked->isolate->reason);
	}
	g_string_append(xml, "    </testcase>\n");
}

static void append_problem(GString *xml, const char *problem)
{
	g_string_append(xml, "    <testcase classname=\"v8scope\" name=\"trace\">\n");
	append_outcome(xml, "error", "trace", problem, NULL);
	g_string_append(xml, "    </testcase>\n");
}

struct counts {
	guint tests;
	guint failures;
	guint errors;
};

static void append_cases(
	GString *xml, const struct v8scope_check_isolate *checked, struct counts *counts)
{
	for (guint i = 0; i < checked->checks->len; i++) {
		const struct v8scope_check *check = g_ptr_array_index(checked->checks, i);

		append_case(xml, checked, check);
		counts->tests++;
		counts->failures += check->result == V8SCOPE_CHECK_RESULT_FAILED;
		counts->errors += check->result == V8SCOPE_CHECK_RESULT_UNKNOWN;
	}
}

char *v8scope_check_results_to_junit(const struct v8scope_check_results *results)
{
	GString *cases = g_string_new(NULL);
	GString *xml = g_string_new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	struct counts counts = {0};

	for (guint i = 0; i < results->isolates->len; i++) {
		append_cases(cases, g_ptr_array_index(results->isolates, i), &counts);
	}
	if (results->problem) {
		append_problem(cases, results->problem);
		counts.tests++;
		counts.errors++;
	}
	g_string_append_printf(xml,
		"<testsuites tests=\"%1$u\" failures=\"%2$u\" errors=\"%3$u\">\n"
		"  <testsuite tests=\"%1$u\" failures=\"%2$u\" errors=\"%3$u\" name=\"",
		counts.tests, counts.failures, counts.errors);
	append(xml, "v8scope check %s", results->directory);
	g_string_append_printf(xml, "\">\n%s  </testsuite>\n</testsuites>\n", cases->str);
	g_string_free(cases, TRUE);
	return g_string_free(xml, FALSE);
}
