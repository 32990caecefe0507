/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "isolate_walk.h"

/* What GLib complains of is a fault of the caller's. */
static void __attribute__((constructor)) complaints_are_fatal(void)
{
	g_log_set_always_fatal(G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
}

static void check_holder(const struct v8scope_holder *holder)
{
	FUZZ_CHECK(v8scope_holder_kind_name(holder->kind) != NULL);
	FUZZ_CHECK(holder->share >= 0 && holder->share <= 1);
	if (holder->growth_bytes.known && holder->growth_low.known) {
		FUZZ_CHECK(holder->growth_low.value <= holder->growth_bytes.value);
	}
	if (holder->growth_bytes.known && holder->growth_high.known) {
		FUZZ_CHECK(holder->growth_bytes.value <= holder->growth_high.value);
	}
	FUZZ_CHECK(holder->series_ns_count == holder->series_handles_count);
	FUZZ_CHECK(holder->series_ns_count <= V8SCOPE_MAX_SERIES);
	FUZZ_CHECK(holder->balance.cell_count % V8SCOPE_CURVE_COLUMNS == 0);
}

/* Something that holds, and that holds more than it did. */
static bool has_growing_holder(const struct v8scope_report_isolate *isolate)
{
	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);

		if (holder->kind != V8SCOPE_HOLDER_KIND_JAVASCRIPT &&
			holder->kind != V8SCOPE_HOLDER_KIND_UNEXPLAINED &&
			holder->handle_growth.known && holder->handle_growth.value > 0) {
			return true;
		}
	}
	return false;
}

static void check_isolate(const struct v8scope_report_isolate *isolate)
{
	double shares = 0;

	FUZZ_CHECK(v8scope_verdict_name(isolate->verdict) != NULL);
	FUZZ_CHECK(v8scope_evidence_name(isolate->evidence) != NULL);
	FUZZ_CHECK(isolate->reason != NULL);
	FUZZ_CHECK(isolate->holders->len <= V8SCOPE_REPORT_MAX_HOLDERS);
	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);

		check_holder(holder);
		shares += holder->share;
	}
	FUZZ_CHECK(shares < 1.001);
	if (isolate->verdict == V8SCOPE_VERDICT_LEAK) {
		FUZZ_CHECK(has_growing_holder(isolate));
		FUZZ_CHECK(isolate->growth_bytes.known && isolate->growth_bytes.value > 0);
	}
	for (guint i = 0; i < isolate->shared->len; i++) {
		const struct v8scope_shared_share *shared = g_ptr_array_index(isolate->shared, i);

		for (uint32_t j = 0; j < shared->holder_count; j++) {
			FUZZ_CHECK(shared->holders[j] < isolate->holders->len);
		}
	}
}

void fuzz_check_report(const struct v8scope_report *report)
{
	struct v8scope_isolate_walk walk = v8scope_isolate_walk_begin(report);

	while (v8scope_isolate_walk_next(&walk)) {
		check_isolate(walk.isolate);
	}
}

void fuzz_check_plain_text(const char *text, size_t length)
{
	FUZZ_CHECK(g_utf8_validate(text, (gssize)length, NULL));
	for (const char *p = text; p < text + length; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		GUnicodeType type = g_unichar_type(c);

		FUZZ_CHECK(c == '\n' || type != G_UNICODE_CONTROL);
		FUZZ_CHECK(type != G_UNICODE_FORMAT && type != G_UNICODE_SURROGATE);
		FUZZ_CHECK(
			type != G_UNICODE_LINE_SEPARATOR && type != G_UNICODE_PARAGRAPH_SEPARATOR);
	}
}

void fuzz_check_json(const char *text, size_t length)
{
	json_error_t error;
	json_t *document =
		json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);

	if (document == NULL) {
		fprintf(stderr, "line %d: %s\n", error.line, error.text);
	}
	FUZZ_CHECK(document != NULL);
	json_decref(document);
	FUZZ_CHECK(g_utf8_validate(text, (gssize)length, NULL));
}

static size_t count(const char *text, char c)
{
	size_t found = 0;

	for (const char *p = strchr(text, c); p != NULL; p = strchr(p + 1, c)) {
		found++;
	}
	return found;
}

/* As many elements as a page has that tells of nothing: all of them are ours. */
static void check_html(const char *text, size_t length)
{
	static const char begin[] = "<script type=\"application/json\" id=\"report\">\n";
	static size_t elements;
	const char *data = strstr(text, begin);
	const char *end;

	FUZZ_CHECK(strlen(text) == length);
	FUZZ_CHECK(data != NULL);
	data += strlen(begin);
	end = strstr(data, "</script>");
	FUZZ_CHECK(end != NULL);
	FUZZ_CHECK(memchr(data, '<', (size_t)(end - data)) == NULL);
	fuzz_check_json(data, (size_t)(end - data));
	if (elements == 0) {
		elements = count(text, '<');
	}
	FUZZ_CHECK(count(text, '<') == elements);
}

/* "frame;frame;... NUMBER" a line, as flame graph programs want it. */
static void check_folded(const char *text, size_t length)
{
	char **lines;

	fuzz_check_plain_text(text, length);
	lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++) {
		const char *space = strrchr(lines[i], ' ');

		FUZZ_CHECK(space != NULL && space > lines[i] && space[1] != '\0');
		FUZZ_CHECK(space[1 + strspn(space + 1, "0123456789")] == '\0');
	}
	g_strfreev(lines);
}

static const struct {
	const char *format;
	void (*check)(const char *text, size_t length);
	struct v8scope_render_options options;
} renderings[] = {
	{"text", fuzz_check_plain_text, {.width = 0}},
	{"text", fuzz_check_plain_text, {.ascii = true, .width = 20, .top = 1}},
	{"json", fuzz_check_json, {.top = 0}},
	{"html", check_html, {.top = 0}},
	{"folded", check_folded, {.weight = V8SCOPE_WEIGHT_BYTES}},
	{"folded", check_folded, {.weight = V8SCOPE_WEIGHT_HANDLES}},
	{"speedscope", fuzz_check_json, {.top = 0}},
	{"trace-event", fuzz_check_json, {.top = 0}},
};

void fuzz_check_rendering(const struct v8scope_report *report, size_t number)
{
	size_t i = number % G_N_ELEMENTS(renderings);
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);

	FUZZ_CHECK(v8scope_render(v8scope_render_format_find(renderings[i].format), report,
		&renderings[i].options, out));
	fclose(out);
	renderings[i].check(text, length);
	free(text);
}
