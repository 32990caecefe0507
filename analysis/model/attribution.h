/* SPDX-License-Identifier: MIT */
/*
 * From one isolate's records to a verdict, in six steps: choose the epochs to
 * compare, follow each holder through them, see what closing scopes released,
 * leave out what came and went, divide the growth among the holders, judge.
 */
#ifndef V8SCOPE_MODEL_ATTRIBUTION_H
#define V8SCOPE_MODEL_ATTRIBUTION_H

#include "census.h"
#include "exact.h"
#include "isolate.h"
#include "report.h"

/*
 * A holder that gained this many handles is piling them up: programs that release
 * theirs hold tens, and one block of V8's handle storage is 1022.
 */
#define V8SCOPE_MODEL_PILE_HANDLES 1000

/* Something that holds handles, and what became of it over the epochs. */
struct v8scope_candidate {
	enum v8scope_holder_kind kind;
	/* At most one of these; neither: the handles that are in no known scope. */
	const struct v8scope_model_scope *scope;
	const struct v8scope_model_global *global;
	guint unclosed;	 /* of how many scopes of its place `scope` is the first; 0: it alone */
	double *handles; /* owned; one figure an epoch */
	int64_t gain;	 /* handles, from the first epoch to the last */
	uint64_t held;	 /* at the assessed moment, or last before it closed */
	uint64_t checkpoints_gained; /* while the handles were gained; 0: not known */
	bool shown;		     /* the last epoch's census shows it */
	bool growing;		     /* gained enough to have a part in the growth */
	bool long_lived; /* a scope that was open most of the time; globals always are */
	bool recurring;	 /* a scope whose site opens one after the other */
	bool bounded;	 /* its handles fell back, or stay where they are */
	bool refuted;	 /* growing, but its handles refer to nothing that grows */
	/*
	 * Live bytes that went when the scope closed, by the collections right before
	 * and after, and the handles that it had then.
	 */
	struct v8scope_optional released;
	uint64_t released_handles;
	bool measured; /* its bytes are those that it released */
	/*
	 * Evidence tells its bytes from each other holder's and from JavaScript's own:
	 * by its release, or by when it grew.
	 */
	bool separable;
	/*
	 * A context went with it: all that its JavaScript had was released too, so that
	 * `released` only bounds what the handles gained hold.
	 */
	bool released_context;
	struct v8scope_optional objects_gain; /* different ones, by the sampled types */
	struct v8scope_optional own_gain;     /* bytes of those, their properties and elements */
	guint group;	/* of holders that cannot be told apart; index of group_bytes */
	bool dominated; /* so few handles beside another of its group that nothing is known */
	double shared;	/* bytes of growth that it keeps together with others, by a snapshot */
	struct v8scope_optional estimated; /* `bytes` before a snapshot told better */
	struct v8scope_optional bytes;
	struct v8scope_optional low;
	struct v8scope_optional high;
};

/* A place of which a scope was weighed when it closed: the one with most handles. */
struct v8scope_weighed_place {
	uint64_t site;
	uint64_t handles;
	int64_t bytes; /* that went with them */
};

struct v8scope_attribution {
	const struct v8scope_model_isolate *isolate;
	/*
	 * The epochs compared, from the baseline to the assessed one. Without bytes
	 * these are the first and the last census, or fewer.
	 */
	GPtrArray *epochs;		       /* of const struct v8scope_model_epoch */
	struct v8scope_model_epoch counted[2]; /* stand-ins for those */
	bool bytes_known;
	int64_t growth;	       /* bytes */
	double *used;	       /* owned: live bytes, one figure an epoch */
	double *apart;	       /* owned: without what scopes held that closed again */
	double *positions;     /* owned: checkpoints, or time where there are few */
	bool patchy;	       /* a part of what the isolate told of itself is missing */
	bool sawtooth;	       /* live bytes fell back at least once, to the trace's end */
	bool globals_followed; /* collections on the way tell how many globals there were */
	const struct v8scope_model_census *assessed; /* NULL: no complete census */
	/* The long-lived scope whose end is the assessed moment; NULL: no such. */
	const struct v8scope_model_scope *closing;
	GPtrArray *candidates;	    /* of struct v8scope_candidate */
	GHashTable *weighed_places; /* site -> struct v8scope_weighed_place */
	GArray *group_bytes;	    /* of double: growth that a group has together */
	struct v8scope_fit fit;	    /* of what the groups' bytes were estimated by */
	const struct v8scope_model_snapshot *snapshot; /* the one to read; NULL: none */
	struct v8scope_exact *exact; /* owned; by candidates' numbers. NULL: no snapshot */
	bool exact_growth;	     /* it was taken at the assessed moment: growth is by it */
	char *exact_problem;	     /* owned; why a snapshot was not read, NULL: no reason */
	int64_t javascript;	     /* bytes of growth that no handle accounts for */
	int64_t javascript_low;
	int64_t javascript_high;
};

/*
 * With a snapshot that `reader` can read, the assessed moment is the snapshot's: what it
 * says is of that moment only.
 */
void v8scope_attribution_init(struct v8scope_attribution *attribution,
	const struct v8scope_model_isolate *isolate, const struct v8scope_exact_reader *reader);
void v8scope_attribution_fini(struct v8scope_attribution *attribution);

static inline const struct v8scope_model_epoch *v8scope_attribution_epoch(
	const struct v8scope_attribution *attribution, guint index)
{
	return g_ptr_array_index(attribution->epochs, index);
}

static inline struct v8scope_candidate *v8scope_attribution_candidate(
	const struct v8scope_attribution *attribution, guint index)
{
	return g_ptr_array_index(attribution->candidates, index);
}

/*
 * When the time began that is assessed from `baseline` on: then, unless what came
 * before is missing. Beside a part of a recording, a moment looks long.
 */
static inline int64_t v8scope_attribution_from_ns(
	const struct v8scope_attribution *attribution, const struct v8scope_model_epoch *baseline)
{
	return attribution->patchy ? attribution->isolate->first_ns : baseline->ts_ns;
}

/*
 * The steps; v8scope_attribution_init() runs them. Epochs after `until` are left out,
 * NULL: none are.
 */
void v8scope_attribution_choose_epochs(
	struct v8scope_attribution *attribution, const struct v8scope_model_snapshot *until);
void v8scope_attribution_find_candidates(struct v8scope_attribution *attribution);
void v8scope_attribution_find_releases(struct v8scope_attribution *attribution);
void v8scope_attribution_leave_out_sawteeth(struct v8scope_attribution *attribution);
void v8scope_attribution_divide(struct v8scope_attribution *attribution);
/* Sets `exact`; false with `exact_problem` set: it cannot be read. */
bool v8scope_attribution_read_exact(
	struct v8scope_attribution *attribution, const struct v8scope_exact_reader *reader);
/* Replaces the estimates by what `exact` says. */
void v8scope_attribution_apply_exact(struct v8scope_attribution *attribution);

/* What the snapshot says of the candidate of that number; nothing if none was read. */
void v8scope_exact_set_holder(struct v8scope_holder *holder,
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate,
	guint number);
void v8scope_exact_set_javascript(
	struct v8scope_holder *holder, const struct v8scope_attribution *attribution);
/* `places`: of uint32_t, by place among the report's holders the candidate's number. */
void v8scope_exact_set_isolate(struct v8scope_report_isolate *report,
	const struct v8scope_attribution *attribution, const GArray *places);

/*
 * Site -> GPtrArray of the scopes it opened and none of which is closed at the assessed
 * moment, where those are many; in the order of `scopes`, which has all of the isolate's.
 * The caller frees. Next: the one that a scope is in, NULL: none. Next: its handles.
 */
GHashTable *v8scope_unclosed_find(
	const struct v8scope_attribution *attribution, const GPtrArray *scopes);
const GPtrArray *v8scope_unclosed_pile_of(GHashTable *piles,
	const struct v8scope_attribution *attribution, const struct v8scope_model_scope *scope);
double v8scope_unclosed_handles(const GPtrArray *pile, const struct v8scope_model_census *census);

/*
 * Open for at least half of the time from `from_ns` to the end of the isolate, or for half
 * of the microtask checkpoints and not much less of the time; and the program did not
 * take more turns after it closed than before.
 */
bool v8scope_scope_is_long_lived(const struct v8scope_model_isolate *isolate,
	const struct v8scope_model_scope *scope, int64_t from_ns);
/* Its site opened another scope, before or after it, that gathered handles too. */
bool v8scope_scope_recurs(
	const struct v8scope_model_isolate *isolate, const struct v8scope_model_scope *scope);

/*
 * Handles that all refer to the same few objects hold no growth, however many they
 * are. How large their objects are refutes nothing: an object keeps others.
 */
bool v8scope_candidate_refers_to_few(const struct v8scope_candidate *candidate);

/* Does evidence tell its bytes from all others'? Next: JavaScript's own. */
bool v8scope_candidate_is_separable(
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate);
bool v8scope_javascript_is_separable(const struct v8scope_attribution *attribution);

/* What was lost of the trace, as far as a verdict needs to know. */
struct v8scope_losses {
	uint64_t discarded;
	bool discarded_unknown;
	bool truncated;
};

/* Sets verdict, evidence and reason of `report`. */
void v8scope_attribution_judge(const struct v8scope_attribution *attribution,
	const struct v8scope_losses *losses, struct v8scope_report_isolate *report);

/* What the trace tells about mending it; nothing where the candidate needs no mending. */
void v8scope_candidate_set_fix(struct v8scope_holder *holder,
	const struct v8scope_attribution *attribution, const struct v8scope_candidate *candidate);

/* What to do about a holder, without symbols. The caller frees; NULL: nothing. */
char *v8scope_candidate_advice(const struct v8scope_candidate *candidate);
char *v8scope_javascript_advice(void);

#endif
