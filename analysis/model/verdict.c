/* SPDX-License-Identifier: MIT */
/* Judges: which verdict, on what evidence, and why. */
#include "judgement.h"

/* Growth below this is noise of compiling and caching, not a leak. */
#define MIN_LEAK_BYTES (64 * 1024)

/*
 * Growth that no handle holds must be larger to matter: programs warm up. Both
 * limits must be reached, in bytes and as a part of the baseline.
 */
#define MIN_JAVASCRIPT_BYTES (256 * 1024)
#define MIN_JAVASCRIPT_PART 10

static char *format_bytes(int64_t bytes)
{
	static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
	double value = (double)bytes;
	size_t unit = 0;

	while ((value >= 1024 || value <= -1024) && unit + 1 < G_N_ELEMENTS(units)) {
		value /= 1024;
		unit++;
	}
	return g_strdup_printf(unit ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

void v8scope_decide(
	struct v8scope_judgement *judgement, enum v8scope_verdict verdict, const char *format, ...)
{
	va_list arguments;

	judgement->verdict = verdict;
	va_start(arguments, format);
	g_string_vprintf(judgement->reason, format, arguments);
	va_end(arguments);
}

static const char *subject(const struct v8scope_candidate *candidate)
{
	switch (candidate->kind) {
	case V8SCOPE_HOLDER_KIND_HANDLE_SCOPE:
		return candidate->unclosed ? "The scopes that one place opens and does not close"
					   : "A scope that stayed open";
	case V8SCOPE_HOLDER_KIND_NAPI_REF:
		return "One place that creates references";
	case V8SCOPE_HOLDER_KIND_NAPI_DEFERRED:
		return "One place that creates deferreds";
	default:
		return "One place that creates globals";
	}
}

static int64_t javascript_limit(const struct v8scope_attribution *attribution)
{
	int64_t baseline = (int64_t)v8scope_attribution_epoch(attribution, 0)->used;

	return MAX(MIN_JAVASCRIPT_BYTES, baseline / MIN_JAVASCRIPT_PART);
}

static void decide_leak(struct v8scope_judgement *judgement, const char *growth, const char *bytes)
{
	const struct v8scope_piles *piles = &judgement->piles;

	if (!piles->top->bytes.known && judgement->attribution->exact_growth) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_LEAK,
			"%u holders that share what they refer to gained %" G_GINT64_FORMAT
			" handles, and %s of the %s by which the live heap grew is kept by them "
			"together and by none of them alone",
			piles->count, piles->gain, bytes, growth);
	} else if (!piles->top->bytes.known) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_LEAK,
			"Holders that grew in step gained %" G_GINT64_FORMAT
			" handles and the live heap grew by %s with them; a recording with "
			"--gc=every:TIME may tell them apart",
			piles->gain, growth);
	} else if (piles->count > 1) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_LEAK,
			"%u holders gained %" G_GINT64_FORMAT
			" handles and released none, and %s of "
			"the %s by which the live heap grew came with them",
			piles->count, piles->gain, bytes, growth);
	} else if (judgement->attribution->exact_growth) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_LEAK,
			"%s gained %" G_GINT64_FORMAT
			" handles and released none, and it alone keeps %s of the %s by which "
			"the live heap grew",
			subject(piles->top), piles->top->gain, bytes, growth);
	} else {
		v8scope_decide(judgement, V8SCOPE_VERDICT_LEAK,
			"%s gained %" G_GINT64_FORMAT
			" handles and released none, and %s of the %s "
			"by which the live heap grew came with them",
			subject(piles->top), piles->gain, bytes, growth);
	}
}

static const char *gc_advice(const struct v8scope_attribution *attribution)
{
	const char *policy = attribution->isolate->gc_policy;

	return policy && g_strcmp0(policy, "off") != 0 ? "record for longer"
						       : "record with --gc=ends";
}

/* Handles pile up: does the heap, too? False: that is not what matters here. */
static bool judge_piles(struct v8scope_judgement *judgement, const char *growth, const char *bytes)
{
	const struct v8scope_attribution *attribution = judgement->attribution;
	const struct v8scope_piles *piles = &judgement->piles;

	if (attribution->growth < MIN_LEAK_BYTES || piles->bytes < MIN_LEAK_BYTES) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_LATENT,
			"%s gained %" G_GINT64_FORMAT " handles and released none, but what they "
			"refer to did not grow with them (live heap %s%s)",
			subject(piles->top), piles->top->gain, attribution->growth > 0 ? "+" : "",
			growth);
	} else if (!v8scope_evidence_is_long_enough(judgement)) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_GROWTH,
			"%s gained %" G_GINT64_FORMAT
			" handles and %s, but over too short a time to "
			"tell whether that goes on",
			subject(piles->top), piles->top->gain, bytes);
	} else if (!v8scope_evidence_was_followed(judgement)) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_GROWTH,
			"%s gained %" G_GINT64_FORMAT " handles and %s, but there were too few "
			"collections to tell whether that goes on; %s",
			subject(piles->top), piles->top->gain, bytes, gc_advice(attribution));
	} else if (v8scope_evidence_heap_fell_back(attribution)) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_GROWTH,
			"%s gained %" G_GINT64_FORMAT
			" handles, but most of what the live heap had grown was released",
			subject(piles->top), piles->top->gain);
	} else if (piles->bytes >= attribution->growth / 2 &&
		   v8scope_evidence_is_unproven(attribution)) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_GROWTH,
			"%s gained %" G_GINT64_FORMAT " handles and %s, but too many censuses are "
			"incomplete or missing to tell whether that goes on",
			subject(piles->top), piles->top->gain, bytes);
	} else if (piles->bytes >= attribution->growth / 2) {
		decide_leak(judgement, growth, bytes);
	} else {
		return false;
	}
	return true;
}

/* The heap grew and no handle holds most of it. */
static bool judge_javascript(struct v8scope_judgement *judgement, const char *growth)
{
	const struct v8scope_attribution *attribution = judgement->attribution;

	if (attribution->growth < javascript_limit(attribution) ||
		attribution->javascript < attribution->growth / 2) {
		return false;
	}
	if (v8scope_evidence_heap_is_bounded(attribution)) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_GROWTH,
			"The live heap grew by %s that no handle holds, but no longer does",
			growth);
	} else if (!v8scope_evidence_is_long_enough(judgement)) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_GROWTH,
			"The live heap grew by %s that no handle holds, but over too short a time "
			"to tell whether that goes on",
			growth);
	} else if (!v8scope_evidence_was_heap_followed(attribution)) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_GROWTH,
			"The live heap grew by %s that no handle holds, but there were too few "
			"collections to tell whether that goes on; %s",
			growth, gc_advice(attribution));
	} else if (judgement->piles.top && attribution->exact_growth) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_NOT_HANDLES,
			"The live heap grew by %s that JavaScript keeps; besides, %" G_GINT64_FORMAT
			" handles piled up, but what they refer to would stay without them",
			growth, judgement->piles.gain);
	} else if (judgement->piles.top) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_NOT_HANDLES,
			"The live heap grew by %s that no handle holds; besides, %" G_GINT64_FORMAT
			" handles piled up that refer to nothing that grows",
			growth, judgement->piles.gain);
	} else {
		v8scope_decide(judgement, V8SCOPE_VERDICT_NOT_HANDLES,
			"The live heap grew by %s and no scope, global or reference gained handles "
			"with it",
			growth);
	}
	return true;
}

/* The most that one scope of its place ever had. */
static uint64_t most_handles(
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *gainer)
{
	uint64_t most = gainer->scope->max_handles;

	for (guint i = 0; i < attribution->candidates->len; i++) {
		const struct v8scope_model_scope *other =
			v8scope_attribution_candidate(attribution, i)->scope;

		if (other &&
			v8scope_model_site(other->ip, other->stack_id) ==
				v8scope_model_site(gainer->scope->ip, gainer->scope->stack_id)) {
			most = MAX(most, other->max_handles);
		}
	}
	return most;
}

/* Something gained handles and the heap grew, but not as a leak does: why not? */
static void judge_gainer(struct v8scope_judgement *judgement, const char *growth)
{
	const struct v8scope_candidate *gainer = judgement->piles.gainer;

	if (gainer->recurring && judgement->attribution->sawtooth) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_OK,
			"Scopes of one place gather up to %" G_GUINT64_FORMAT
			" handles and release them when they close, and the live heap falls back",
			(guint64)most_handles(judgement->attribution, gainer));
	} else if (gainer->recurring) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_GROWTH,
			"The live heap grew by %s, but the scope that gained handles closes and "
			"opens again",
			growth);
	} else if (gainer->bounded) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_GROWTH,
			"The live heap grew by %s, but handles no longer pile up", growth);
	} else if (!gainer->scope && !gainer->global) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_GROWTH,
			"The live heap grew by %s, and %" G_GINT64_FORMAT
			" handles piled up in no scope that was identified",
			growth, gainer->gain);
	} else if (!gainer->long_lived) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_GROWTH,
			"The live heap grew by %s, but the scope that gained handles was open for "
			"too short a part of the recording to tell",
			growth);
	} else {
		v8scope_decide(judgement, V8SCOPE_VERDICT_GROWTH,
			"The live heap grew by %s, and no holder that piles up handles has half of "
			"it",
			growth);
	}
}

/* Does one holder alone keep most of the growth, through handles that do not pile up? */
static bool judge_few_handles(struct v8scope_judgement *judgement, const char *growth)
{
	const struct v8scope_attribution *attribution = judgement->attribution;

	if (!attribution->exact_growth || attribution->growth < javascript_limit(attribution)) {
		return false;
	}
	for (guint i = 0; i < attribution->candidates->len; i++) {
		const struct v8scope_candidate *candidate =
			v8scope_attribution_candidate(attribution, i);

		if (!candidate->growing && candidate->bytes.known &&
			candidate->bytes.value >= attribution->growth / 2) {
			bool is_leak = v8scope_evidence_is_long_enough(judgement) &&
				       v8scope_evidence_was_heap_followed(attribution) &&
				       !v8scope_evidence_heap_is_bounded(attribution);

			v8scope_decide(judgement,
				is_leak ? V8SCOPE_VERDICT_NOT_HANDLES : V8SCOPE_VERDICT_GROWTH,
				"The live heap grew by %s, most of it kept by one holder whose "
				"handles did not pile up: what they refer to grew",
				growth);
			return true;
		}
	}
	return false;
}

static void judge_growth(struct v8scope_judgement *judgement)
{
	const struct v8scope_attribution *attribution = judgement->attribution;
	g_autofree char *growth = format_bytes(attribution->growth);
	g_autofree char *bytes = format_bytes(judgement->piles.bytes);
	bool refuted = judgement->piles.bytes < MIN_LEAK_BYTES;

	if (refuted &&
		(judge_javascript(judgement, growth) || judge_few_handles(judgement, growth))) {
		return;
	}
	if (judgement->piles.top && judge_piles(judgement, growth, bytes)) {
		return;
	}
	if (judge_javascript(judgement, growth)) {
		return;
	}
	if (judge_few_handles(judgement, growth)) {
		return;
	}
	if (judgement->piles.gainer && attribution->growth >= MIN_LEAK_BYTES) {
		judge_gainer(judgement, growth);
	} else if (attribution->growth >= javascript_limit(attribution)) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_GROWTH,
			"The live heap grew by %s, and no single holder explains it", growth);
	} else {
		v8scope_decide(judgement, V8SCOPE_VERDICT_OK,
			"No holder keeps gaining handles and the live heap does not grow (%s%s)",
			attribution->growth > 0 ? "+" : "", growth);
	}
}

/* The heap after collections of any kind bounds what the handles can hold. */
static bool heap_stayed(const struct v8scope_judgement *judgement)
{
	const struct v8scope_model_isolate *isolate = judgement->attribution->isolate;
	int64_t rise = (int64_t)isolate->last_gc_used - (int64_t)isolate->first_gc_used;

	return isolate->gc_ends >= 2 && rise < MIN_LEAK_BYTES;
}

static void judge_counts(struct v8scope_judgement *judgement)
{
	const struct v8scope_attribution *attribution = judgement->attribution;
	const struct v8scope_candidate *top = judgement->piles.top;

	if (attribution->isolate->full_gcs == 0 && !attribution->assessed) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_INCONCLUSIVE,
			"Neither a full collection nor a complete census was recorded; %s",
			gc_advice(attribution));
	} else if (!top) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_INCONCLUSIVE,
			"Too few full collections to tell how the live heap moved; %s",
			gc_advice(attribution));
	} else if (heap_stayed(judgement)) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_LATENT,
			"%s gained %" G_GINT64_FORMAT
			" handles and released none, and the heap did "
			"not grow with them; too few full collections to tell more, %s",
			subject(top), top->gain, gc_advice(attribution));
	} else {
		v8scope_decide(judgement, V8SCOPE_VERDICT_GROWTH,
			"%s gained %" G_GINT64_FORMAT " handles and released none, but there were "
			"too few full collections to tell what they hold; %s",
			subject(top), top->gain, gc_advice(attribution));
	}
}

/* A snapshot of another moment says what is held, but not what has grown. */
static enum v8scope_evidence evidence_of(const struct v8scope_attribution *attribution)
{
	if (attribution->exact && attribution->exact_growth) {
		return V8SCOPE_EVIDENCE_EXACT;
	}
	return attribution->bytes_known ? V8SCOPE_EVIDENCE_ESTIMATED : V8SCOPE_EVIDENCE_COUNTED;
}

void v8scope_attribution_judge(const struct v8scope_attribution *attribution,
	const struct v8scope_losses *losses, struct v8scope_report_isolate *report)
{
	struct v8scope_judgement judgement = {
		.attribution = attribution,
		.reason = g_string_new(NULL),
	};

	v8scope_piles_find(&judgement.piles, attribution);
	if (attribution->bytes_known) {
		judge_growth(&judgement);
	} else {
		judge_counts(&judgement);
	}
	v8scope_judge_losses(&judgement, losses);
	g_string_append_c(judgement.reason, '.');
	report->verdict = judgement.verdict;
	report->evidence = evidence_of(attribution);
	report->reason = g_string_free(judgement.reason, FALSE);
}
