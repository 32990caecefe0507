/* SPDX-License-Identifier: MIT */
/*
 * What a heap snapshot says of each holder: who reads the file is not the model's
 * affair, it only says which objects the holders refer to and takes the sums.
 */
#ifndef V8SCOPE_MODEL_EXACT_H
#define V8SCOPE_MODEL_EXACT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Some of a holder's handles: the ids of the objects that they refer to, one a handle. */
struct v8scope_exact_claim {
	uint32_t holder;
	bool global;	     /* they are globals or references, not a scope's handles */
	const uint32_t *ids; /* borrowed; 0: no heap object */
	uint32_t count;
};

/* All borrowed. Holders have the numbers from 0. */
struct v8scope_exact_request {
	const char *path; /* as the trace has it */
	uint64_t bytes;	  /* of the file */
	uint32_t holder_count;
	const struct v8scope_exact_claim *claims;
	uint32_t claim_count;
	const uint32_t *handles_before; /* by holder: how many it had at the baseline */
};

/* Objects and their bytes. */
struct v8scope_exact_part {
	uint64_t objects;
	uint64_t bytes;
	GPtrArray *classes; /* owned; of struct v8scope_class_share, most bytes first */
};

struct v8scope_exact_holding {
	struct v8scope_exact_part alone; /* what would be free if only this holder let go */
	uint64_t before_bytes; /* of those, the most that its handles of the baseline can keep */
	uint64_t shared_bytes; /* what it reaches besides */
	uint64_t shared_with_holders_bytes; /* of those, what JavaScript does not keep */
};

/* What several holders keep together. */
struct v8scope_exact_set {
	uint32_t *holders; /* owned; ascending; holder_count of the result: no known holder */
	uint32_t count;
	uint64_t objects;
	uint64_t bytes;
};

struct v8scope_exact {
	uint32_t holder_count;
	/* Owned; by number, and after them what handles of no known holder have. */
	struct v8scope_exact_holding *holdings;
	GArray *sets;			      /* owned; of struct v8scope_exact_set */
	struct v8scope_exact_part javascript; /* what stays if all holders let go */
};

/* Everything zero, `classes` and `sets` empty. */
struct v8scope_exact *v8scope_exact_create(uint32_t holder_count);
void v8scope_exact_destroy(struct v8scope_exact *exact); /* NULL-safe */

/*
 * Reads the snapshot: the caller owns the result. NULL: it cannot be read, and
 * `problem` says why in a clause, for the caller to free.
 */
typedef struct v8scope_exact *(*v8scope_exact_read)(
	void *data, const struct v8scope_exact_request *request, char **problem);

/* Who reads; `read` NULL: nobody. */
struct v8scope_exact_reader {
	v8scope_exact_read read;
	void *data; /* borrowed; given to read */
};

#endif
