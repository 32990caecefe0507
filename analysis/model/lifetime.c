/* SPDX-License-Identifier: MIT */
/* How long a scope was open, and whether its site opens one after the other. */
#include "attribution.h"

/* A scope recurs if another of its site held at least this part of its handles. */
#define RECURRENCE_PART 4

/* Fewer checkpoints do not measure progress. */
#define MIN_CHECKPOINTS 100

/*
 * Most of the turns may take less than half of the time, but not any less than this part. A
 * short time after them is that of taking things down, on a machine that does other things, too.
 */
#define LEAST_PART 4
#define SHORT_NS 1e9

static int64_t opened_ns(const struct v8scope_model_scope *scope)
{
	return scope->opened_at_ns ? scope->opened_at_ns : scope->first_seen_ns;
}

/*
 * After it closed, the program took more turns than before. Time does not tell that:
 * turns take longer, with more collections, while something piles up.
 */
static bool was_outlasted(
	const struct v8scope_model_isolate *isolate, const struct v8scope_model_scope *scope)
{
	uint64_t end = isolate->last_census ? isolate->last_census->checkpoints : 0;
	uint64_t after =
		end > scope->last_seen_checkpoints ? end - scope->last_seen_checkpoints : 0;

	return scope->absent && after >= MIN_CHECKPOINTS && after > scope->checkpoints;
}

static bool saw_most_turns(
	const struct v8scope_model_isolate *isolate, const struct v8scope_model_scope *scope)
{
	uint64_t turns = isolate->last_census ? isolate->last_census->checkpoints -
							isolate->first_census->checkpoints
					      : 0;

	return turns >= MIN_CHECKPOINTS && 2 * scope->checkpoints > turns;
}

/* Since it was last seen, less collections and censuses: most of them are v8scope's. */
static double time_after(
	const struct v8scope_model_isolate *isolate, const struct v8scope_model_scope *scope)
{
	return (double)(isolate->last_state_ns - scope->last_seen_ns) -
	       (double)(isolate->still_ns - scope->last_seen_still_ns);
}

bool v8scope_scope_is_long_lived(const struct v8scope_model_isolate *isolate,
	const struct v8scope_model_scope *scope, int64_t from_ns)
{
	int64_t end = scope->absent ? scope->last_seen_ns : isolate->last_state_ns;
	/* Doubles: three times of a damaged trace may not fit into an integer together. */
	double open = (double)(end - MAX(opened_ns(scope), from_ns));
	double before = (double)(MAX(opened_ns(scope), from_ns) - from_ns);
	double after = scope->absent ? time_after(isolate, scope) : 0;

	if (isolate->last_state_ns <= from_ns) {
		return !scope->absent;
	}
	if (was_outlasted(isolate, scope)) {
		return false;
	}
	if (!saw_most_turns(isolate, scope)) {
		return open >= before + after;
	}
	return (LEAST_PART - 1) * open >= before + (after > SHORT_NS ? after : 0);
}

/* Scopes that were open together are nested calls, not one after the other. */
static bool were_open_together(
	const struct v8scope_model_scope *a, const struct v8scope_model_scope *b)
{
	return opened_ns(a) <= b->last_seen_ns && opened_ns(b) <= a->last_seen_ns;
}

bool v8scope_scope_recurs(
	const struct v8scope_model_isolate *isolate, const struct v8scope_model_scope *scope)
{
	uint64_t site = v8scope_model_site(scope->ip, scope->stack_id);
	uint64_t least =
		MAX(scope->max_handles / RECURRENCE_PART, V8SCOPE_MODEL_INSIGNIFICANT_HANDLES);
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, isolate->scopes);
	while (site && g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct v8scope_model_scope *other = value;

		if (other != scope && v8scope_model_site(other->ip, other->stack_id) == site &&
			other->max_handles >= least && !were_open_together(other, scope)) {
			return true;
		}
	}
	return false;
}
