/* SPDX-License-Identifier: MIT */
/* What `v8scope live` writes to the standard output where it has no screen. */
#ifndef V8SCOPE_LIVE_PRINT_H
#define V8SCOPE_LIVE_PRINT_H

#include <stdbool.h>
#include <stdint.h>

#include "view.h"

/* As text, with the colours and the width that the standard output has. */
bool v8scope_live_print_table(
	const struct v8scope_report *report, const struct v8scope_live_view *view);

/*
 * As one line of JSON (docs/live.md). `elapsed_ns`: since we began. Either is false if it
 * could not be written; errno says why.
 */
bool v8scope_live_print_json(const struct v8scope_report *report,
	const struct v8scope_live_view *view, int64_t elapsed_ns, bool final);

#endif
