/* SPDX-License-Identifier: MIT */
/* What a row of the table says of a holder. */
#ifndef V8SCOPE_LIVE_CELLS_H
#define V8SCOPE_LIVE_CELLS_H

#include "report.h"

struct v8scope_live_column {
	const char *title;
	int order; /* those of the highest order are left out first; 0: never */
	/* The caller frees it; NULL: not known. */
	char *(*cell)(
		const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder);
};

#define V8SCOPE_LIVE_COLUMNS 6
#define V8SCOPE_LIVE_LAST_ORDER 4

/* From left to right; the holder's name comes after them. */
extern const struct v8scope_live_column v8scope_live_columns[V8SCOPE_LIVE_COLUMNS];

/*
 * "run_with_outer_scope experiment.c:164", "global: create_request server.cc:40". The
 * caller frees it; it is not clean.
 */
char *v8scope_live_holder_name(const struct v8scope_holder *holder);

#endif
