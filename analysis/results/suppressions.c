/* SPDX-License-Identifier: MIT */
#include "suppressions.h"

#include <string.h>

#include "isolate_walk.h"
#include "sums.h"

#define TYPE "leak:"

/* What no holder is in a list of those that stay. */
#define GONE UINT32_MAX

struct pattern {
	char **parts; /* owned; what stands between the `*` */
	bool at_start;
	bool at_end;
};

struct v8scope_suppressions {
	GPtrArray *patterns; /* of struct pattern */
};

static void pattern_destroy(void *data)
{
	struct pattern *pattern = data;

	g_strfreev(pattern->parts);
	g_free(pattern);
}

/* `text` is changed. */
static struct pattern *pattern_create(char *text)
{
	struct pattern *pattern = g_new0(struct pattern, 1);
	size_t length;

	pattern->at_start = text[0] == '^';
	text += pattern->at_start ? 1 : 0;
	length = strlen(text);
	pattern->at_end = length > 0 && text[length - 1] == '$';
	if (pattern->at_end) {
		text[length - 1] = '\0';
	}
	pattern->parts = g_strsplit(text, "*", -1);
	return pattern;
}

/* Where `part` ends in `text`, which must begin or end with it if so asked; NULL: nowhere. */
static const char *find_part(const char *text, const char *part, bool begins, bool ends)
{
	const char *found;

	if (begins) {
		return g_str_has_prefix(text, part) ? text + strlen(part) : NULL;
	}
	if (ends) {
		return g_str_has_suffix(text, part) ? text + strlen(text) : NULL;
	}
	found = strstr(text, part);
	return found != NULL ? found + strlen(part) : NULL;
}

static bool matches(const struct pattern *pattern, const char *text)
{
	guint count = g_strv_length(pattern->parts);

	for (guint i = 0; text != NULL && i < count; i++) {
		text = find_part(text, pattern->parts[i], i == 0 && pattern->at_start,
			i + 1 == count && pattern->at_end);
	}
	if (text == NULL) {
		return false;
	}
	/* A part that both begins and ends the name is all of it. */
	return !pattern->at_end || count > 1 || *text == '\0';
}

static bool matches_holder(const struct pattern *pattern, const struct v8scope_holder *holder)
{
	if (matches(pattern, holder->opened.function) || matches(pattern, holder->opened.file) ||
		matches(pattern, holder->opened.module)) {
		return true;
	}
	for (guint i = 0; i < holder->javascript->len; i++) {
		const struct v8scope_js_frame *frame = g_ptr_array_index(holder->javascript, i);

		if (matches(pattern, frame->function) || matches(pattern, frame->file)) {
			return true;
		}
	}
	return false;
}

bool v8scope_suppressions_match(
	const struct v8scope_suppressions *suppressions, const struct v8scope_holder *holder)
{
	for (guint i = 0; i < suppressions->patterns->len; i++) {
		if (matches_holder(g_ptr_array_index(suppressions->patterns, i), holder)) {
			return true;
		}
	}
	return false;
}

/* An empty line and a comment are none, and fine; `line` is changed. */
static bool parse_line(struct v8scope_suppressions *suppressions, char *line)
{
	g_strstrip(line);
	if (line[0] == '\0' || line[0] == '#') {
		return true;
	}
	if (!g_str_has_prefix(line, TYPE)) {
		return false;
	}
	line = g_strstrip(line + strlen(TYPE));
	if (line[strspn(line, "^*$")] == '\0') {
		return false;
	}
	g_ptr_array_add(suppressions->patterns, pattern_create(line));
	return true;
}

struct v8scope_suppressions *v8scope_suppressions_parse(const char *text, GString *error)
{
	struct v8scope_suppressions *suppressions = g_new0(struct v8scope_suppressions, 1);
	char **lines = g_strsplit(text, "\n", -1);
	bool ok = true;

	suppressions->patterns = g_ptr_array_new_with_free_func(pattern_destroy);
	for (guint i = 0; ok && lines[i] != NULL; i++) {
		ok = parse_line(suppressions, lines[i]);
		if (!ok) {
			g_string_printf(error,
				"%u: \"%s\": expected " TYPE
				"PATTERN, where PATTERN is more than wildcards, or # and a comment",
				i + 1, lines[i]);
		}
	}
	g_strfreev(lines);
	if (!ok) {
		g_clear_pointer(&suppressions, v8scope_suppressions_destroy);
	}
	return suppressions;
}

void v8scope_suppressions_destroy(struct v8scope_suppressions *suppressions)
{
	if (suppressions == NULL) {
		return;
	}
	g_ptr_array_unref(suppressions->patterns);
	g_free(suppressions);
}

/* Members that are gone count as not listed: `all_holders` stays. */
static void renumber(struct v8scope_shared_share *shared, const GArray *places)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < shared->holder_count; i++) {
		uint32_t place = shared->holders[i] < places->len
					 ? g_array_index(places, uint32_t, shared->holders[i])
					 : GONE;

		if (place != GONE) {
			shared->holders[kept++] = place;
		}
	}
	shared->holder_count = kept;
}

static int64_t known_or_none(struct v8scope_optional value)
{
	return value.known ? value.value : 0;
}

static void count(struct v8scope_suppressed *suppressed, const struct v8scope_holder *holder)
{
	suppressed->holders++;
	suppressed->growth_bytes =
		v8scope_bounded_sum(suppressed->growth_bytes, known_or_none(holder->growth_bytes));
	suppressed->handles =
		v8scope_bounded_sum(suppressed->handles, known_or_none(holder->handles));
	if (holder->kind == V8SCOPE_HOLDER_KIND_HANDLE_SCOPE) {
		suppressed->scope_handles = v8scope_bounded_sum(
			suppressed->scope_handles, known_or_none(holder->handles));
	}
}

static void apply_to_isolate(
	const struct v8scope_suppressions *suppressions, struct v8scope_report_isolate *isolate)
{
	GArray *places = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	uint32_t kept = 0;

	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);
		bool gone = v8scope_suppressions_match(suppressions, holder);
		uint32_t place = gone ? GONE : kept++;

		if (gone) {
			count(&isolate->suppressed, holder);
		}
		g_array_append_val(places, place);
	}
	for (guint i = 0; i < isolate->shared->len; i++) {
		renumber(g_ptr_array_index(isolate->shared, i), places);
	}
	for (guint i = places->len; i > 0; i--) {
		if (g_array_index(places, uint32_t, i - 1) == GONE) {
			g_ptr_array_remove_index(isolate->holders, i - 1);
		}
	}
	g_array_unref(places);
}

void v8scope_suppressions_apply(
	const struct v8scope_suppressions *suppressions, struct v8scope_report *report)
{
	struct v8scope_isolate_walk walk = v8scope_isolate_walk_begin(report);

	while (v8scope_isolate_walk_next(&walk)) {
		apply_to_isolate(suppressions, walk.isolate);
	}
}
