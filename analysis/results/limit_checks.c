/* SPDX-License-Identifier: MIT */
#include "limit_checks.h"

#include "sums.h"

#include "attribution.h"
#include "units.h"

static void check_destroy(void *data)
{
	struct v8scope_check *check = data;

	g_free(check->text);
	g_free(check);
}

/* Takes `text`. */
static void add(GPtrArray *checks, const char *name, enum v8scope_check_result result, char *text)
{
	struct v8scope_check *check = g_new0(struct v8scope_check, 1);

	check->name = name;
	check->result = result;
	check->text = text;
	g_ptr_array_add(checks, check);
}

/* A holder that the report had no room for may have piled up as well. */
static bool lists_all(const struct v8scope_report_isolate *isolate)
{
	return isolate->holders->len + isolate->suppressed.holders < V8SCOPE_REPORT_MAX_HOLDERS;
}

bool v8scope_limits_is_excused(const struct v8scope_report_isolate *isolate)
{
	if (isolate->suppressed.holders == 0 || !lists_all(isolate) ||
		(isolate->verdict != V8SCOPE_VERDICT_LEAK &&
			isolate->verdict != V8SCOPE_VERDICT_LATENT)) {
		return false;
	}
	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);

		if (holder->handle_growth.known &&
			holder->handle_growth.value >= V8SCOPE_MODEL_PILE_HANDLES) {
			return false;
		}
	}
	return true;
}

static void check_verdict(GPtrArray *checks, const struct v8scope_limits *limits,
	const struct v8scope_report_isolate *isolate)
{
	enum v8scope_check_result result = V8SCOPE_CHECK_RESULT_PASSED;
	const char *remark = "";

	if (v8scope_limits_is_excused(isolate)) {
		remark = " of suppressed holders only";
	} else if (limits->fails[isolate->verdict]) {
		result = V8SCOPE_CHECK_RESULT_FAILED;
	} else if (isolate->verdict == V8SCOPE_VERDICT_INCONCLUSIVE) {
		result = V8SCOPE_CHECK_RESULT_UNKNOWN;
	}
	add(checks, "verdict", result,
		g_strdup_printf("verdict %s%s", v8scope_verdict_name(isolate->verdict), remark));
}

/* `found` as text is freed, as is `most`. */
static void check_limit(GPtrArray *checks, const char *name, bool exceeded, char *found, char *most)
{
	add(checks, name, exceeded ? V8SCOPE_CHECK_RESULT_FAILED : V8SCOPE_CHECK_RESULT_PASSED,
		g_strdup_printf("%s %s (at most %s)", name, found, most));
	g_free(found);
	g_free(most);
}

static void check_growth(GPtrArray *checks, struct v8scope_optional limit,
	const struct v8scope_report_isolate *isolate)
{
	int64_t growth =
		v8scope_bounded_sum(isolate->growth_bytes.value, -isolate->suppressed.growth_bytes);

	if (!limit.known) {
		return;
	}
	if (!isolate->growth_bytes.known) {
		add(checks, "growth", V8SCOPE_CHECK_RESULT_UNKNOWN, g_strdup("growth not known"));
		return;
	}
	check_limit(checks, "growth", growth > limit.value, v8scope_format_bytes(growth),
		v8scope_format_bytes(limit.value));
}

/* V8's handles, and the globals and references that the report lists. */
static int64_t count_handles(const struct v8scope_report_isolate *isolate)
{
	int64_t handles =
		MAX(v8scope_bounded_sum(isolate->handles.value, -isolate->suppressed.scope_handles),
			INT64_C(0));

	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);

		if (holder->handles.known &&
			(holder->kind == V8SCOPE_HOLDER_KIND_GLOBAL ||
				holder->kind == V8SCOPE_HOLDER_KIND_NAPI_REF ||
				holder->kind == V8SCOPE_HOLDER_KIND_NAPI_DEFERRED)) {
			handles = v8scope_bounded_sum(handles, holder->handles.value);
		}
	}
	return handles;
}

static void check_handles(GPtrArray *checks, struct v8scope_optional limit,
	const struct v8scope_report_isolate *isolate)
{
	int64_t handles = count_handles(isolate);

	if (!limit.known) {
		return;
	}
	if (!isolate->handles.known) {
		add(checks, "handles", V8SCOPE_CHECK_RESULT_UNKNOWN, g_strdup("handles not known"));
		return;
	}
	check_limit(checks, "handles", handles > limit.value, v8scope_format_count(handles),
		v8scope_format_count(limit.value));
}

GPtrArray *v8scope_limits_check(
	const struct v8scope_limits *limits, const struct v8scope_report_isolate *isolate)
{
	GPtrArray *checks = g_ptr_array_new_with_free_func(check_destroy);

	check_verdict(checks, limits, isolate);
	check_growth(checks, limits->growth_bytes, isolate);
	check_handles(checks, limits->handles, isolate);
	return checks;
}

enum v8scope_check_result v8scope_limits_result(const GPtrArray *checks)
{
	enum v8scope_check_result result = V8SCOPE_CHECK_RESULT_PASSED;

	for (guint i = 0; i < checks->len; i++) {
		const struct v8scope_check *check = g_ptr_array_index(checks, i);

		result = MAX(result, check->result);
	}
	return result;
}
