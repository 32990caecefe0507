/* SPDX-License-Identifier: MIT */
/* From counts and samples of promises to what a report says of them. */
#include <math.h>

#include "promises.h"

/* 95 % of a normal distribution lie within so many standard deviations. */
#define Z 1.96

static struct v8scope_optional known(uint64_t value)
{
	return (struct v8scope_optional){.known = true, .value = (int64_t)value};
}

static struct v8scope_optional share(double value)
{
	return known((uint64_t)llround(CLAMP(value, 0, 1) * V8SCOPE_SHARE_ONE));
}

/*
 * Wilson's interval, which is sound near 0 and 1 as well. Samples of unequal weight
 * tell as much as fewer of one weight (Kish's effective size). If every promise was
 * watched there is no sampling error.
 */
static void set_alive(
	struct v8scope_promise_facts *facts, const struct v8scope_model_survivors *seen)
{
	double p, n, centre, half;

	facts->sampled = known(seen->drawn);
	if (seen->drawn == 0) {
		return;
	}
	p = MAX(seen->alive, 0) / seen->weights;
	n = seen->weights * seen->weights / seen->squares;
	centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
	half = Z / (1 + Z * Z / n) * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
	if (seen->weights <= (double)seen->drawn) {
		centre = p;
		half = 0;
	}
	facts->alive = share(p);
	facts->alive_low = share(centre - half);
	facts->alive_high = share(centre + half);
}

static void set_latency(
	struct v8scope_promise_facts *facts, const struct v8scope_model_promise_count *count)
{
	uint32_t buckets = V8SCOPE_MODEL_LATENCY_BUCKETS;

	while (buckets > 0 && count->latency[buckets - 1] == 0) {
		buckets--;
	}
	if (buckets > 0) {
		facts->latency = g_memdup2(count->latency, buckets * sizeof(count->latency[0]));
		facts->latency_count = buckets;
	}
}

void v8scope_promise_facts_set(struct v8scope_promise_facts *facts,
	const struct v8scope_model_promise_count *count, const struct v8scope_model_survivors *seen)
{
	facts->created = known(count->created);
	facts->settled = known(count->settled);
	facts->unsettled = known(count->created - count->settled);
	facts->ambiguous = known(count->ambiguous);
	set_alive(facts, seen);
	set_latency(facts, count);
}

void v8scope_promise_facts_clear(struct v8scope_promise_facts *facts)
{
	g_free(facts->latency);
	*facts = (struct v8scope_promise_facts){0};
}
