/* SPDX-License-Identifier: MIT */
/*
 * What users write and what names are: suppressions, edges of a window, durations, sizes,
 * options, mangled symbols. A text that is taken means something within bounds.
 */
#include <string.h>

#include "../../cli/record/options.h"
#include "../../cli/units.h"
#include "checks.h"
#include "clean.h"
#include "names.h"
#include "plumbing.h"
#include "suppressions.h"
#include "window.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The most that an edge is from its origin, so that two can be added (window.c). */
static const int64_t farthest_ns = INT64_MAX / 2;

static void try_window(const char *text)
{
	struct v8scope_window window = {0};

	if (v8scope_window_edge_parse(text, &window.begin)) {
		FUZZ_CHECK(window.begin.given);
		FUZZ_CHECK(window.begin.ns >= 0);
		if (window.begin.from_start) {
			FUZZ_CHECK(window.begin.ns <= farthest_ns);
		}
		window.end = window.begin;
		v8scope_window_resolve(&window, farthest_ns);
		FUZZ_CHECK(!v8scope_window_is_before(&window, INT64_MAX));
		FUZZ_CHECK(!v8scope_window_is_after(&window, INT64_MIN));
	}
}

static void try_units(const char *text)
{
	struct v8scope_rotation rotation;
	uint64_t value;
	char *shown;

	if (v8scope_parse_duration(text, &value)) {
		FUZZ_CHECK(value > 0 && value <= UINT64_C(24) * 60 * 60 * 1000);
	}
	if (v8scope_parse_bytes(text, &value)) {
		FUZZ_CHECK(value <= INT64_MAX);
		shown = v8scope_format_size(value);
		fuzz_check_plain_text(shown, strlen(shown));
		g_free(shown);
	}
	if (v8scope_rotation_parse(text, &rotation)) {
		FUZZ_CHECK((rotation.bytes >= 64 * 1024) != (rotation.period_ms >= 1000));
		FUZZ_CHECK(rotation.bytes == 0 || rotation.period_ms == 0);
	}
	v8scope_record_is_stack_depth(text);
	g_free(v8scope_record_parse_snapshot(text));
	g_free(v8scope_record_parse_gc(text));
}

static void try_names(const char *text)
{
	char *name = v8scope_names_demangle(text);
	char *clean;

	FUZZ_CHECK(name != NULL);
	v8scope_is_plumbing(name, text, text);
	clean = v8scope_clean(name, true);
	FUZZ_CHECK(g_str_is_ascii(clean));
	fuzz_check_plain_text(clean, strlen(clean));
	g_free(clean);
	g_free(name);
}

/* The text is a file; each name in it is a holder's, too. */
static void try_suppressions(const char *text)
{
	GString *error = g_string_new(NULL);
	struct v8scope_suppressions *suppressions = v8scope_suppressions_parse(text, error);
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_holder *holder = v8scope_report_isolate_add_holder(
		v8scope_report_process_add_isolate(v8scope_report_add_process(report, 1), 1),
		V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);

	FUZZ_CHECK((suppressions == NULL) == (error->len > 0));
	holder->opened.function = g_strdup(text + strcspn(text, ":"));
	holder->opened.file = g_strdup(text);
	if (suppressions != NULL) {
		v8scope_suppressions_apply(suppressions, report);
	}
	v8scope_suppressions_destroy(suppressions);
	v8scope_report_destroy(report);
	g_string_free(error, TRUE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = g_strndup((const char *)data, size);

	try_window(text);
	try_units(text);
	try_names(text);
	try_suppressions(text);
	g_free(text);
	return 0;
}
