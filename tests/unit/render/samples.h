/* SPDX-License-Identifier: MIT */
/* Reports made by hand. The caller owns them. */
#ifndef V8SCOPE_SAMPLES_H
#define V8SCOPE_SAMPLES_H

#include "render.h"
#include "report.h"

struct v8scope_report *sample_leak(void);    /* every field known; events lost; cut short */
struct v8scope_report *sample_symbols(void); /* as leak; two objects lack symbols */
struct v8scope_report *sample_exact(void);   /* with a heap snapshot; two share */
struct v8scope_report *sample_ok(void);	     /* three small holders */
struct v8scope_report *sample_gaps(void);    /* the same, and every kind of gap */
struct v8scope_report *sample_unknown(void); /* no optional field known */
struct v8scope_report *sample_hostile(void); /* names meant to break terminals and parsers */
struct v8scope_report *sample_stacks(void);  /* native and JavaScript's; over time */
struct v8scope_report *sample_markup(void);  /* names meant to be read as markup */
struct v8scope_report *sample_empty(void);   /* no process */

/* The rendered document; options NULL: all zero. The caller owns it. */
char *sample_render(const struct v8scope_report *report, const char *format,
	const struct v8scope_render_options *options);

#endif
