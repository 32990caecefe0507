/* SPDX-License-Identifier: MIT */
/* Gives the snapshot's references to the holders, and takes the sums. */
#include <string.h>

#include "claims.h"
#include "report.h"
#include "retention.h"
#include "snapshot.h"
#include "snapshot_source.h"

/* V8's roots for handles, and those for globals of all kinds; versions differ in the latter. */
static const char handles_root[] = "(Handle scope)";
static const char *const globals_roots[] = {
	"(Global handles)", "(Eternal handles)", "(Traced handles)"};

enum {
	ROOTS_MAX = 1 + G_N_ELEMENTS(globals_roots),
	/* A program has few contexts; more are what piles up. */
	CONTEXTS_MAX = 16
};

struct reading {
	const struct v8scope_exact_request *request; /* borrowed */
	struct v8scope_snapshot *snapshot;	     /* owned */
	struct v8scope_holder_group groups[ROOTS_MAX];
	uint32_t *holders_of_edges[ROOTS_MAX]; /* owned */
	uint32_t group_count;
	GArray *contexts; /* owned; of uint32_t: nodes */
};

static void add_claims(struct v8scope_claims *claims, const struct reading *reading, bool global)
{
	for (uint32_t i = 0; i < reading->request->claim_count; i++) {
		const struct v8scope_exact_claim *claim = &reading->request->claims[i];

		if (claim->global == global) {
			v8scope_claims_add(claims, claim->holder, claim->ids, claim->count);
		}
	}
}

/* Edges that nobody claims are those of the holder after the last. */
static void add_root(struct reading *reading, struct v8scope_claims *claims, const char *name)
{
	uint32_t root = v8scope_snapshot_root_named(reading->snapshot, name);
	uint32_t *holders;

	if (root == V8SCOPE_NO_NODE) {
		return;
	}
	holders = v8scope_claims_meet(claims, root, reading->request->holder_count);
	reading->groups[reading->group_count].root = root;
	reading->groups[reading->group_count].holder_of_edge = holders;
	reading->holders_of_edges[reading->group_count++] = holders;
}

static void divide_roots(struct reading *reading)
{
	struct v8scope_claims *handles = v8scope_claims_create(reading->snapshot);
	struct v8scope_claims *globals = v8scope_claims_create(reading->snapshot);

	add_claims(handles, reading, false);
	add_root(reading, handles, handles_root);
	add_claims(globals, reading, true);
	for (size_t i = 0; i < G_N_ELEMENTS(globals_roots); i++) {
		add_root(reading, globals, globals_roots[i]);
	}
	v8scope_claims_destroy(handles);
	v8scope_claims_destroy(globals);
}

static bool is_context(const struct v8scope_snapshot *snapshot, uint32_t node)
{
	return g_str_has_prefix(v8scope_snapshot_name(snapshot, node), "system / NativeContext") &&
	       strcmp(v8scope_snapshot_type(snapshot, node), "string") != 0;
}

static void add_context(struct reading *reading, uint32_t node)
{
	for (guint i = 0; i < reading->contexts->len; i++) {
		if (g_array_index(reading->contexts, uint32_t, i) == node) {
			return;
		}
	}
	if (reading->contexts->len <= CONTEXTS_MAX) {
		g_array_append_val(reading->contexts, node);
	}
}

/*
 * A scope that refers to a context has made a place for JavaScript: what that keeps there
 * is JavaScript's, or each leak of a script would be the scope's in which it runs.
 */
static void find_contexts(struct reading *reading)
{
	const struct v8scope_snapshot *snapshot = reading->snapshot;

	reading->contexts = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	for (uint32_t g = 0; g < reading->group_count; g++) {
		uint32_t root = reading->groups[g].root;

		for (uint32_t e = snapshot->first_edge[root]; e < snapshot->first_edge[root + 1];
			e++) {
			if (snapshot->edge_retains[e] &&
				is_context(snapshot, snapshot->edge_to[e])) {
				add_context(reading, snapshot->edge_to[e]);
			}
		}
	}
	if (reading->contexts->len > CONTEXTS_MAX) {
		g_array_set_size(reading->contexts, 0);
	}
}

static void take_part(struct v8scope_exact_part *part, const struct v8scope_retained *retained)
{
	part->objects = retained->total.objects;
	part->bytes = retained->total.bytes;
	for (guint i = 0; i < retained->classes->len; i++) {
		const struct v8scope_class_tally *from =
			&g_array_index(retained->classes, struct v8scope_class_tally, i);
		struct v8scope_class_share *share = g_new0(struct v8scope_class_share, 1);

		share->type = g_strdup(from->type);
		share->constructor = g_strdup(from->constructor);
		share->objects = from->tally.objects;
		share->bytes = from->tally.bytes;
		g_ptr_array_add(part->classes, share);
	}
}

static void take_sets(struct v8scope_exact *exact, const GArray *sets)
{
	for (guint i = 0; i < sets->len; i++) {
		const struct v8scope_shared_set *from =
			&g_array_index(sets, struct v8scope_shared_set, i);
		struct v8scope_exact_set set = {
			.holders = g_memdup2(from->holders, from->holder_count * sizeof(uint32_t)),
			.count = from->holder_count,
			.objects = from->tally.objects,
			.bytes = from->tally.bytes,
		};

		g_array_append_val(exact->sets, set);
	}
}

static struct v8scope_exact *take_result(
	const struct v8scope_retention *retention, uint32_t holder_count)
{
	struct v8scope_exact *exact = v8scope_exact_create(holder_count);

	for (uint32_t h = 0; h <= holder_count; h++) {
		const struct v8scope_holder_retention *from = &retention->holders[h];

		take_part(&exact->holdings[h].alone, &from->exclusive);
		exact->holdings[h].before_bytes = from->most_of_some;
		exact->holdings[h].shared_bytes = from->shared.bytes;
		exact->holdings[h].shared_with_holders_bytes = from->shared_with_holders.bytes;
	}
	take_sets(exact, retention->sets);
	take_part(&exact->javascript, &retention->javascript);
	return exact;
}

static struct v8scope_exact *analyse(struct reading *reading, GError **error)
{
	uint32_t holder_count = reading->request->holder_count;
	struct v8scope_exact *exact = NULL;
	struct v8scope_retention *retention;
	uint32_t *before;

	/* Of the unknown holder all may have been there before. */
	before = g_new(uint32_t, holder_count + 1);
	memcpy(before, reading->request->handles_before, holder_count * sizeof(uint32_t));
	before[holder_count] = UINT32_MAX;
	divide_roots(reading);
	find_contexts(reading);
	const struct v8scope_pinned pinned = {
		.nodes = (const uint32_t *)(const void *)reading->contexts->data,
		.count = reading->contexts->len,
	};
	retention = v8scope_retention_create(reading->snapshot, reading->groups,
		reading->group_count, holder_count + 1, before, &pinned, error);
	g_free(before);
	if (retention) {
		exact = take_result(retention, holder_count);
	}
	v8scope_retention_destroy(retention);
	for (uint32_t g = 0; g < reading->group_count; g++) {
		g_free(reading->holders_of_edges[g]);
	}
	g_array_unref(reading->contexts);
	return exact;
}

struct v8scope_exact *v8scope_snapshot_read_exact(
	void *source, const struct v8scope_exact_request *request, char **problem)
{
	struct reading reading = {.request = request};
	char *path = v8scope_snapshot_find(source, request->path, request->bytes, problem);
	struct v8scope_exact *exact = NULL;
	GError *error = NULL;

	if (!path) {
		return NULL;
	}
	reading.snapshot = v8scope_snapshot_read_file(path, &error);
	if (reading.snapshot) {
		exact = analyse(&reading, &error);
	}
	if (!exact) {
		*problem = g_strdup(error->message);
		g_error_free(error);
	}
	v8scope_snapshot_destroy(reading.snapshot);
	g_free(path);
	return exact;
}
