/* SPDX-License-Identifier: MIT */
/*
 * Where the frames of a scope's opener stood while handles were gained. The last
 * census often finds them at the end of what they do; what matters is the place
 * where they stood when most of the handles came.
 */
#ifndef V8SCOPE_MODEL_STANDS_H
#define V8SCOPE_MODEL_STANDS_H

#include <stdint.h>

struct v8scope_model_stands;

void v8scope_model_stands_destroy(struct v8scope_model_stands *stands); /* NULL-safe */

/*
 * Notes that the frames stood at `ips` when `gained` handles had come since the
 * last note. `*stands` is made anew if it is NULL or of another depth.
 */
void v8scope_model_stands_note(struct v8scope_model_stands **stands, const uintptr_t *ips,
	uint32_t count, uint64_t gained);

/* The place of each frame that gained most; the caller frees. NULL for NULL. */
uintptr_t *v8scope_model_stands_best(const struct v8scope_model_stands *stands, uint32_t *count);

#endif
