/* SPDX-License-Identifier: MIT */
/* What is counted of promises: of those made under one scope, or of all of an isolate's. */
#ifndef V8SCOPE_MODEL_PROMISES_H
#define V8SCOPE_MODEL_PROMISES_H

#include <glib.h>
#include <stdint.h>

#include "curve.h"
#include "report.h"

/*
 * Sampled promises. Each stands for as many as its chance says (its weight), so that
 * sums of weights estimate counts whatever the rate was at the time.
 */
struct v8scope_model_survivors {
	uint64_t drawn;
	double weights; /* of all drawn */
	double squares; /* of their weights */
	double alive;	/* weights of those that have not died */
};

/* A latency of n ns is counted in bucket log2(n), rounded down; 0 and 1 in the first. */
#define V8SCOPE_MODEL_LATENCY_BUCKETS 64

struct v8scope_model_promise_count {
	uint64_t created;
	uint64_t settled;
	uint64_t outlasting; /* of those settled: pending when a microtask checkpoint ended */
	uint64_t ambiguous;  /* of those settled: another pending one had the same id */
	uint64_t latency[V8SCOPE_MODEL_LATENCY_BUCKETS]; /* of the others */
	struct v8scope_model_survivors now;
	struct v8scope_model_survivors seen; /* at the last full collection while it was open */
	struct v8scope_model_curve curve;    /* created, settled, held; at each collection */
};

/* Fills in `facts`, which must be all zero; `seen` tells who is alive. */
void v8scope_promise_facts_set(struct v8scope_promise_facts *facts,
	const struct v8scope_model_promise_count *count,
	const struct v8scope_model_survivors *seen);

/* Everything in `facts` becomes unknown. */
void v8scope_promise_facts_clear(struct v8scope_promise_facts *facts);

#endif
