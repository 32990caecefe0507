/* SPDX-License-Identifier: MIT */
/* Says which candidate each handle of the snapshot belongs to, and has the file read. */
#include "attribution.h"

static bool has_scope(
	const struct v8scope_candidate *candidate, const struct v8scope_model_scope *scope)
{
	if (candidate->scope == scope) {
		return true;
	}
	/* The scopes of a place that closes none are one candidate. */
	return candidate->unclosed > 0 &&
	       v8scope_model_site(candidate->scope->ip, candidate->scope->stack_id) ==
		       v8scope_model_site(scope->ip, scope->stack_id);
}

static bool has_global(const struct v8scope_candidate *candidate,
	const struct v8scope_model_snapshot_holder *holder)
{
	const struct v8scope_model_global *global = candidate->global;

	return global && global->kind == holder->kind &&
	       v8scope_model_site(global->ip, global->stack_id) == holder->site;
}

/* The number of the candidate; -1: no known holder. */
static gint64 find_candidate(const struct v8scope_attribution *attribution,
	const struct v8scope_model_snapshot_holder *holder)
{
	const struct v8scope_model_scope *scope =
		g_hash_table_lookup(attribution->isolate->scopes, &holder->scope_id);

	for (guint i = 0; i < attribution->candidates->len; i++) {
		const struct v8scope_candidate *candidate =
			v8scope_attribution_candidate(attribution, i);

		if (holder->global ? has_global(candidate, holder)
				   : (scope && candidate->scope && has_scope(candidate, scope))) {
			return i;
		}
	}
	return -1;
}

static GArray *find_claims(const struct v8scope_attribution *attribution)
{
	GArray *claims = g_array_new(FALSE, FALSE, sizeof(struct v8scope_exact_claim));
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, attribution->snapshot->holders);
	while (g_hash_table_iter_next(&iter, &value, NULL)) {
		const struct v8scope_model_snapshot_holder *holder = value;
		gint64 number = find_candidate(attribution, holder);
		struct v8scope_exact_claim claim = {
			.holder = (uint32_t)number,
			.global = holder->global,
			.ids = (const uint32_t *)(const void *)holder->ids->data,
			.count = holder->ids->len,
		};

		if (number >= 0) {
			g_array_append_val(claims, claim);
		}
	}
	return claims;
}

/* Owned by the caller. */
static uint32_t *handles_before(const struct v8scope_attribution *attribution)
{
	uint32_t *before = g_new0(uint32_t, MAX(attribution->candidates->len, 1));

	for (guint i = 0; i < attribution->candidates->len; i++) {
		before[i] = (uint32_t)CLAMP(
			v8scope_attribution_candidate(attribution, i)->handles[0], 0, UINT32_MAX);
	}
	return before;
}

bool v8scope_attribution_read_exact(
	struct v8scope_attribution *attribution, const struct v8scope_exact_reader *reader)
{
	const struct v8scope_model_snapshot *snapshot = attribution->snapshot;
	GArray *claims = find_claims(attribution);
	uint32_t *before = handles_before(attribution);
	const struct v8scope_exact_request request = {
		.path = snapshot->path,
		.bytes = snapshot->bytes,
		.holder_count = attribution->candidates->len,
		.claims = (const struct v8scope_exact_claim *)(const void *)claims->data,
		.claim_count = claims->len,
		.handles_before = before,
	};

	attribution->exact = reader->read(reader->data, &request, &attribution->exact_problem);
	g_array_unref(claims);
	g_free(before);
	return attribution->exact != NULL;
}
