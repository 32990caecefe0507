/* SPDX-License-Identifier: MIT */
/*
 * Two reports compared, holder by holder: did the change help?
 *
 * A holder is the same if its kind, function and file are, and then the one with the
 * nearest line; a file by another path is the same if its last part is. Without a
 * function it is the same if its module and its offset are. What one place holds in all
 * isolates of a report is taken together, as is their work.
 *
 * docs/diff.md has the rule by which a holder is "fixed" or "worse".
 */
#ifndef V8SCOPE_RESULTS_DIFFERENCE_H
#define V8SCOPE_RESULTS_DIFFERENCE_H

#include <glib.h>

#include "report.h"

/* In the order of what wins if holders differ. */
enum v8scope_change {
	V8SCOPE_CHANGE_SAME,
	V8SCOPE_CHANGE_FIXED,
	V8SCOPE_CHANGE_IMPROVED,
	V8SCOPE_CHANGE_UNKNOWN, /* the recordings do not tell */
	V8SCOPE_CHANGE_WORSE,
	V8SCOPE_CHANGE_NEW,
};

/* What growth is divided by before it is compared. */
enum v8scope_difference_unit {
	V8SCOPE_DIFFERENCE_UNIT_CHECKPOINT,
	V8SCOPE_DIFFERENCE_UNIT_SECOND,
	V8SCOPE_DIFFERENCE_UNIT_NONE, /* neither is known of both */
};

/* What a recording has in all. */
struct v8scope_difference_side {
	struct v8scope_optional growth_bytes;
	struct v8scope_optional checkpoints;
	struct v8scope_optional ns;			  /* of all isolates, added up */
	guint verdicts[V8SCOPE_VERDICT_INCONCLUSIVE + 1]; /* isolates by verdict */
};

/* A holder in one of the reports. */
struct v8scope_difference_place {
	bool present;
	enum v8scope_holder_kind kind;
	const struct v8scope_site *site; /* borrowed from its report */
	struct v8scope_optional handle_growth;
	struct v8scope_optional growth_bytes;
};

struct v8scope_holder_difference {
	enum v8scope_change change;
	bool counts; /* in one of the reports it gained enough to matter */
	struct v8scope_difference_place before;
	struct v8scope_difference_place after;
};

struct v8scope_difference {
	enum v8scope_change change; /* of all */
	enum v8scope_difference_unit unit;
	struct v8scope_difference_side before;
	struct v8scope_difference_side after;
	GPtrArray *holders; /* owned; of struct v8scope_holder_difference, news first */
};

/* Both reports must outlive the difference. */
void v8scope_difference_init(struct v8scope_difference *difference,
	const struct v8scope_report *before, const struct v8scope_report *after);
void v8scope_difference_fini(struct v8scope_difference *difference);

/* "same", "fixed", "improved", "unknown", "worse", "new" */
const char *v8scope_change_name(enum v8scope_change change);

#endif
