/* SPDX-License-Identifier: MIT */
/* JSON text piece by piece, as it is parsed: halves of surrogate pairs are repaired. */
#ifndef V8SCOPE_JSON_INPUT_H
#define V8SCOPE_JSON_INPUT_H

#include "snapshot.h"

struct v8scope_json_input {
	v8scope_snapshot_input read;
	void *data;
	char *buffer;  /* owned */
	size_t ready;  /* bytes at its beginning that may be parsed */
	size_t length; /* bytes in it; those beyond `ready` belong to an escape that is not whole */
	uint64_t offset; /* of the buffer in the text */
	int failure;	 /* errno of a read that failed, or 0 */
	bool ended;
};

void v8scope_json_input_init(
	struct v8scope_json_input *input, v8scope_snapshot_input read, void *data);
void v8scope_json_input_fini(struct v8scope_json_input *input);

/* Replaces the `ready` bytes by the next, at least 1; false at the end or if reading failed. */
bool v8scope_json_input_next(struct v8scope_json_input *input);

#endif
