/* SPDX-License-Identifier: MIT */
/*
 * A verdict in the making: verdict.c has the rules, evidence.c what they ask of the
 * epochs, judge_losses.c what becomes of a verdict where a part is missing.
 */
#ifndef V8SCOPE_MODEL_JUDGEMENT_H
#define V8SCOPE_MODEL_JUDGEMENT_H

#include "attribution.h"
#include "piles.h"

struct v8scope_judgement {
	const struct v8scope_attribution *attribution;
	struct v8scope_piles piles;
	enum v8scope_verdict verdict;
	GString *reason; /* one sentence, without its full stop */
};

/* Sets the verdict and, in place of what was there, its reason. */
void v8scope_decide(struct v8scope_judgement *judgement, enum v8scope_verdict verdict,
	const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Is a live heap known near the middle of what is compared? */
bool v8scope_evidence_was_heap_followed(const struct v8scope_attribution *attribution);
/* Does anything tell what became of the top holder on the way? Needs one. */
bool v8scope_evidence_was_followed(const struct v8scope_judgement *judgement);
/* Was enough seen to tell what goes on from what happened once? */
bool v8scope_evidence_is_long_enough(const struct v8scope_judgement *judgement);
/* Was most of what the live heap had grown released? */
bool v8scope_evidence_heap_fell_back(const struct v8scope_attribution *attribution);
/* Did the live heap fall back, level off, or grow in one moment? */
bool v8scope_evidence_heap_is_bounded(const struct v8scope_attribution *attribution);
/* Is it only for want of what is missing that this looks as if it went on? */
bool v8scope_evidence_is_unproven(const struct v8scope_attribution *attribution);

void v8scope_judge_losses(struct v8scope_judgement *judgement, const struct v8scope_losses *losses);

#endif
