/* SPDX-License-Identifier: MIT */
#include "findings.h"

static void clear(gpointer data)
{
	struct v8scope_finding *finding = data;

	g_free(finding->what);
}

void v8scope_findings_init(struct v8scope_findings *findings)
{
	findings->list = g_array_new(FALSE, FALSE, sizeof(struct v8scope_finding));
	g_array_set_clear_func(findings->list, clear);
}

void v8scope_findings_fini(struct v8scope_findings *findings)
{
	g_array_unref(findings->list);
}

static void add(struct v8scope_findings *findings, struct v8scope_finding finding, const char *what,
	va_list args)
{
	finding.what = g_strdup_vprintf(what, args);
	g_array_append_val(findings->list, finding);
}

void v8scope_findings_ok(struct v8scope_findings *findings, const char *id, const char *what, ...)
{
	struct v8scope_finding finding = {.id = id, .severity = V8SCOPE_SEVERITY_OK};
	va_list args;

	va_start(args, what);
	add(findings, finding, what, args);
	va_end(args);
}

void v8scope_findings_note(struct v8scope_findings *findings, const char *id, const char *meaning,
	const char *todo, const char *what, ...)
{
	struct v8scope_finding finding = {
		.id = id, .severity = V8SCOPE_SEVERITY_NOTE, .meaning = meaning, .todo = todo};
	va_list args;

	va_start(args, what);
	add(findings, finding, what, args);
	va_end(args);
}

void v8scope_findings_problem(struct v8scope_findings *findings, const char *id,
	enum v8scope_exit_status status, const char *meaning, const char *todo, const char *what,
	...)
{
	struct v8scope_finding finding = {
		.id = id,
		.severity = V8SCOPE_SEVERITY_PROBLEM,
		.status = status,
		.meaning = meaning,
		.todo = todo,
	};
	va_list args;

	va_start(args, what);
	add(findings, finding, what, args);
	va_end(args);
}

enum v8scope_exit_status v8scope_findings_status(const struct v8scope_findings *findings)
{
	for (guint i = 0; i < findings->list->len; i++) {
		const struct v8scope_finding *finding =
			&g_array_index(findings->list, struct v8scope_finding, i);

		if (finding->severity == V8SCOPE_SEVERITY_PROBLEM) {
			return finding->status;
		}
	}
	return V8SCOPE_EXIT_STATUS_OK;
}

const char *v8scope_severity_name(enum v8scope_severity severity)
{
	switch (severity) {
	case V8SCOPE_SEVERITY_OK:
		return "ok";
	case V8SCOPE_SEVERITY_NOTE:
		return "note";
	case V8SCOPE_SEVERITY_PROBLEM:
		break;
	}
	return "problem";
}
