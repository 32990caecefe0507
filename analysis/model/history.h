/* SPDX-License-Identifier: MIT */
/*
 * An isolate's live bytes and handles after each collection, for curves. Of a long recording
 * an even selection is kept: of full collections, and of minor ones, and always the last.
 */
#ifndef V8SCOPE_MODEL_HISTORY_H
#define V8SCOPE_MODEL_HISTORY_H

#include <glib.h>

struct v8scope_model_history;
struct v8scope_moment;

/* So many moments at most are chosen. */
#define V8SCOPE_MODEL_HISTORY_MAX 256

struct v8scope_model_history *v8scope_model_history_create(void);
void v8scope_model_history_destroy(struct v8scope_model_history *history); /* NULL-safe */

/* In time order. */
void v8scope_model_history_add(
	struct v8scope_model_history *history, const struct v8scope_moment *moment);

/* Those that were kept, in time order: of struct v8scope_moment. The caller owns it. */
GArray *v8scope_model_history_choose(const struct v8scope_model_history *history);

#endif
