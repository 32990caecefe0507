/* SPDX-License-Identifier: MIT */
/*
 * Puts the events of one census together. Only a census whose scopes all arrived
 * is used; a part of one would look like scopes that closed.
 */
#ifndef V8SCOPE_MODEL_CENSUS_H
#define V8SCOPE_MODEL_CENSUS_H

#include "isolate.h"

struct v8scope_census_builder *v8scope_census_builder_create(void);
void v8scope_census_builder_destroy(struct v8scope_census_builder *builder); /* NULL-safe */

/* Takes any census_* event of the isolate; at its end the census is put to use. */
void v8scope_model_census_event(
	struct v8scope_model_isolate *isolate, const struct v8scope_event *event);

/* A collection begins or ended: no census goes on across it. */
void v8scope_model_census_abandon(struct v8scope_model_isolate *isolate);

struct v8scope_model_census *v8scope_model_census_ref(struct v8scope_model_census *census);
void v8scope_model_census_unref(struct v8scope_model_census *census); /* NULL-safe */

/* The builder's last step: makes scopes findable. */
void v8scope_model_census_sort(struct v8scope_model_census *census);

/* NULL: the census does not show it. */
const struct v8scope_model_scope_sample *v8scope_model_census_find_scope(
	const struct v8scope_model_census *census, uint64_t scope_id);
/* NULL: none of that global were strong then. */
const struct v8scope_model_global_sample *v8scope_model_census_find_global(
	const struct v8scope_model_census *census, uint32_t index);
/* 0 if the census does not show it. */
uint64_t v8scope_model_census_global_live(
	const struct v8scope_model_census *census, uint32_t index);

/*
 * The isolate or the program ends and no scope is open any more: what the heap
 * holds now says nothing of scopes.
 */
bool v8scope_model_census_is_tear_down(const struct v8scope_model_census *census);

#endif
