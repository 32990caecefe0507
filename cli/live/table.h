/* SPDX-License-Identifier: MIT */
/*
 * A report as a table: for each isolate what it is, its verdict so far, and a row a
 * holder. Knows neither where the report comes from nor where the table goes.
 */
#ifndef V8SCOPE_LIVE_TABLE_H
#define V8SCOPE_LIVE_TABLE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "layout.h"
#include "report.h"

/* What the rows are ordered by: the largest first, names from A on. */
enum v8scope_live_sort {
	V8SCOPE_LIVE_SORT_GROWTH, /* as the report has them: by bytes, then handles */
	V8SCOPE_LIVE_SORT_HANDLES,
	V8SCOPE_LIVE_SORT_GAINED,
	V8SCOPE_LIVE_SORT_AGE,
	V8SCOPE_LIVE_SORT_NAME,
	V8SCOPE_LIVE_SORT_COUNT,
};

struct v8scope_live_look {
	int width; /* columns */
	bool ascii;
	enum v8scope_live_sort sort;
	bool reverse;
	int64_t now_ns; /* since 1970: ages are told from here */
};

struct v8scope_live_span {
	enum v8scope_style style;
	char *text; /* owned; clean */
};

/* "growth", "handles", ... */
const char *v8scope_live_sort_name(enum v8scope_live_sort sort);

/*
 * The lines, each a GPtrArray of struct v8scope_live_span that follow one another; no line
 * is wider than the width. A single line without any isolate. The caller unrefs it.
 */
GPtrArray *v8scope_live_table(
	const struct v8scope_report *report, const struct v8scope_live_look *look);

/* Whether an isolate's first holder is an address only. */
bool v8scope_live_has_no_names(const struct v8scope_report *report);

#endif
