/* SPDX-License-Identifier: MIT */
/* From the model's record of a scope or global to what a report says of it, but for its share. */
#ifndef V8SCOPE_MODEL_DESCRIBE_H
#define V8SCOPE_MODEL_DESCRIBE_H

#include "model_private.h"

/* Who opened it, where it stands, its types and promises. `holder` is fresh. */
void v8scope_describe_scope(struct v8scope_holder *holder,
	const struct v8scope_model_isolate *isolate, const struct v8scope_model_scope *scope);
void v8scope_describe_global(struct v8scope_holder *holder,
	const struct v8scope_model_isolate *isolate, const struct v8scope_model_global *global);
enum v8scope_holder_kind v8scope_describe_global_kind(enum v8scope_global_kind kind);

#endif
