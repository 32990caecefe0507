/* SPDX-License-Identifier: MIT */
#include "gaps.h"

#include "units.h"

/* "1 NOUN" or "12 NOUNs" between two texts. */
static char *counted(
	const struct v8scope_gap *gap, const char *noun, const char *before, const char *after)
{
	g_autofree char *count = v8scope_format_counted(gap->count.value, noun);

	return g_strconcat(before, count, after, NULL);
}

char *v8scope_gap_text(const struct v8scope_gap *gap)
{
	switch (gap->kind) {
	case V8SCOPE_GAP_KIND_BEGINS_LATE:
		return g_strdup("the isolate was in use before the recording began: what grew "
				"until then is not counted as growth");
	case V8SCOPE_GAP_KIND_NO_BEGINNING:
		return g_strdup("the beginning is missing (overwritten, lost or cut off): of what "
				"opened and grew before, only what a later census shows is known, "
				"and none of it is counted as growth");
	case V8SCOPE_GAP_KIND_NO_END:
		return g_strdup("the end is missing (killed, still running, or cut off): what came "
				"after is not known");
	case V8SCOPE_GAP_KIND_CENSUSES_INCOMPLETE:
		return counted(gap, "time", "a census came incomplete ",
			": nothing was concluded from those");
	case V8SCOPE_GAP_KIND_OPENINGS_UNKNOWN:
		return counted(gap, "scope", "no hook saw ",
			" open, a scan of the stack found what was open: since when is not known");
	case V8SCOPE_GAP_KIND_STACKS_MISSING:
		return counted(gap, "holder", "the call stack of ",
			" is missing (overwritten or lost): only its innermost address is known");
	case V8SCOPE_GAP_KIND_NAMES_MISSING:
		return counted(gap, "holder", "what opened or created ",
			" has no name: which objects were loaded where is missing (overwritten, "
			"lost, or lttng_ust_statedump:* was not recorded)");
	case V8SCOPE_GAP_KIND_DETAIL_NOT_READ:
		return counted(gap, "stream", "single events were left unread, as asked for (",
			"): promises and what was escaped are not counted, and whether such "
			"events were lost is not known");
	}
	return g_strdup("something is missing that this v8scope has no words for");
}
