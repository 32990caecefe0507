/* SPDX-License-Identifier: MIT */
/* Holders as call stacks, for the formats that flame graphs are made of. */
#ifndef V8SCOPE_RENDER_STACKS_H
#define V8SCOPE_RENDER_STACKS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "render.h"
#include "report.h"

/* A function as people read it. */
struct v8scope_stack_frame {
	char *name;	/* owned, never NULL: at least an address; clean (clean.h) */
	char *file;	/* owned, NULL: not known; clean */
	int64_t line;	/* 0: not known */
	int64_t column; /* 0: not known */
};

/*
 * What opened the holder, outermost first: native frames, inlined functions included, and
 * those of JavaScript where the native ones run through generated code, or else further
 * out than all of them. Last comes the holder's kind, in brackets. The caller owns the
 * array, of struct v8scope_stack_frame, and through it all frames.
 */
GPtrArray *v8scope_stack_of_holder(const struct v8scope_holder *holder);

/* False: it is not known, or not positive; there is nothing to draw. */
bool v8scope_stack_weight(
	const struct v8scope_holder *holder, enum v8scope_weight weight, int64_t *value);

/* "node (pid 12)", clean. The caller owns the string. */
char *v8scope_process_title(const struct v8scope_report_process *process);

#endif
