/* SPDX-License-Identifier: MIT */
#include "attribution.h"

static char *scope_advice(const struct v8scope_candidate *candidate)
{
	bool napi = candidate->scope->kind == V8SCOPE_SCOPE_KIND_NAPI ||
		    candidate->scope->kind == V8SCOPE_SCOPE_KIND_NAPI_ESCAPABLE;
	g_autofree char *gathers = NULL;

	if (candidate->checkpoints_gained > 0) {
		gathers = g_strdup_printf("%.1f handles per microtask checkpoint",
			(double)candidate->gain / (double)candidate->checkpoints_gained);
	} else {
		gathers = g_strdup_printf("%" G_GINT64_FORMAT " handles", (gint64)candidate->gain);
	}
	return g_strdup_printf("Open a %s inside the loop, around what one iteration does: it "
			       "gathers %s and none is released before the scope closes. "
			       "Values needed longer must be escaped or kept in a %s.",
		napi ? "napi_handle_scope" : "HandleScope", gathers,
		napi ? "reference (napi_create_reference)" : "Global");
}

static char *unclosed_advice(const struct v8scope_candidate *candidate)
{
	return g_strdup_printf("Close each scope that this place opens, on error paths too: %u of "
			       "them are open, and all that was created in them stays.",
		candidate->unclosed);
}

static char *global_advice(const struct v8scope_candidate *candidate)
{
	gint64 gain = candidate->gain;

	switch (candidate->global->kind) {
	case V8SCOPE_GLOBAL_KIND_ETERNAL:
		return g_strdup_printf("An Eternal is never released: make it once and keep it, "
				       "or use a Global (%" G_GINT64_FORMAT " more exist).",
			gain);
	case V8SCOPE_GLOBAL_KIND_TRACED:
		return g_strdup_printf("Let go of the objects that own these traced references, "
				       "or reset them (%" G_GINT64_FORMAT " more exist).",
			gain);
	case V8SCOPE_GLOBAL_KIND_NAPI_REF:
		return g_strdup_printf("Delete each reference that is no longer needed "
				       "(napi_delete_reference), or let its count fall to 0 "
				       "(napi_reference_unref): %" G_GINT64_FORMAT " more exist.",
			gain);
	case V8SCOPE_GLOBAL_KIND_NAPI_DEFERRED:
		return g_strdup_printf(
			"Resolve or reject every deferred, on error paths too "
			"(napi_resolve_deferred, napi_reject_deferred): %" G_GINT64_FORMAT
			" more are pending.",
			gain);
	default:
		return g_strdup_printf(
			"Reset each Global when it is no longer needed, or make it weak: "
			"%" G_GINT64_FORMAT " more exist that this place created.",
			gain);
	}
}

char *v8scope_candidate_advice(const struct v8scope_candidate *candidate)
{
	if (candidate->gain < V8SCOPE_MODEL_INSIGNIFICANT_HANDLES) {
		return NULL;
	}
	if (candidate->scope && candidate->unclosed) {
		return unclosed_advice(candidate);
	}
	if (candidate->scope) {
		return scope_advice(candidate);
	}
	if (candidate->global) {
		return global_advice(candidate);
	}
	return g_strdup("These handles are in no scope that was identified, for instance in one "
			"that V8 opened itself: the capabilities in isolate_attach say which "
			"sensors work here.");
}

char *v8scope_javascript_advice(void)
{
	return g_strdup("No handle holds this: compare two heap snapshots for what JavaScript "
			"itself keeps (caches, closures, listeners).");
}
