/* SPDX-License-Identifier: MIT */
/* What a verdict is still worth where a part of the recording is missing. */
#include "judgement.h"

/* Did a full collection at either end of the trace come without a complete census? */
static bool is_end_missing(const struct v8scope_model_isolate *isolate)
{
	const GArray *epochs = isolate->epochs;

	return epochs->len > 0 &&
	       (!g_array_index(epochs, struct v8scope_model_epoch, 0).census ||
		       !g_array_index(epochs, struct v8scope_model_epoch, epochs->len - 1).census);
}

static void apply_discarded(
	struct v8scope_judgement *judgement, const struct v8scope_losses *losses)
{
	g_autofree char *lost = losses->discarded_unknown
					? g_strdup("an unknown number of events was lost")
					: g_strdup_printf("%" G_GUINT64_FORMAT " events were lost",
						  (guint64)losses->discarded);

	if (judgement->verdict == V8SCOPE_VERDICT_INCONCLUSIVE) {
		g_string_append_printf(judgement->reason, "; %s", lost);
	} else if (judgement->verdict != V8SCOPE_VERDICT_LEAK &&
		   is_end_missing(judgement->attribution->isolate)) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_INCONCLUSIVE,
			"The census at an end of the recording is incomplete: %s", lost);
	} else {
		g_string_append_printf(
			judgement->reason, "; %s, but the censuses compared are complete", lost);
	}
}

/* What nobody counted as lost shows in censuses of which a part is missing. */
static void apply_incomplete(struct v8scope_judgement *judgement)
{
	const struct v8scope_model_isolate *isolate = judgement->attribution->isolate;
	g_autofree char *lost =
		g_strdup_printf("%" G_GUINT64_FORMAT " of its censuses %s incomplete",
			(guint64)isolate->incomplete, isolate->incomplete == 1 ? "is" : "are");

	if (judgement->verdict != V8SCOPE_VERDICT_LEAK &&
		judgement->verdict != V8SCOPE_VERDICT_INCONCLUSIVE && is_end_missing(isolate)) {
		v8scope_decide(judgement, V8SCOPE_VERDICT_INCONCLUSIVE,
			"The census at an end of the recording is missing, and %s", lost);
	} else {
		g_string_append_printf(judgement->reason, "; %s", lost);
	}
}

static void apply_truncated(struct v8scope_judgement *judgement)
{
	if (!judgement->attribution->bytes_known) {
		judgement->verdict = V8SCOPE_VERDICT_INCONCLUSIVE;
	}
	g_string_append(judgement->reason, "; the trace was cut short, what followed is missing");
}

void v8scope_judge_losses(struct v8scope_judgement *judgement, const struct v8scope_losses *losses)
{
	const struct v8scope_model_isolate *isolate = judgement->attribution->isolate;

	if (losses->discarded > 0 || losses->discarded_unknown) {
		apply_discarded(judgement, losses);
	} else if (isolate->incomplete > 0) {
		apply_incomplete(judgement);
	}
	if (losses->truncated) {
		apply_truncated(judgement);
	}
}
