/* SPDX-License-Identifier: MIT */
/*
 * The result of an analysis: what the filter computes, what travels from filter
 * to sink as events, and what render/ shows. docs/report.md explains each field.
 */
#ifndef V8SCOPE_REPORT_H
#define V8SCOPE_REPORT_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum v8scope_verdict {
	V8SCOPE_VERDICT_OK,
	V8SCOPE_VERDICT_LEAK,
	V8SCOPE_VERDICT_GROWTH,
	V8SCOPE_VERDICT_LATENT,
	V8SCOPE_VERDICT_NOT_HANDLES,
	V8SCOPE_VERDICT_INCONCLUSIVE,
};

enum v8scope_evidence {
	V8SCOPE_EVIDENCE_COUNTED,
	V8SCOPE_EVIDENCE_ESTIMATED,
	V8SCOPE_EVIDENCE_EXACT,
};

enum v8scope_holder_kind {
	V8SCOPE_HOLDER_KIND_HANDLE_SCOPE,
	V8SCOPE_HOLDER_KIND_GLOBAL,
	V8SCOPE_HOLDER_KIND_NAPI_REF,
	V8SCOPE_HOLDER_KIND_NAPI_DEFERRED,
	V8SCOPE_HOLDER_KIND_JAVASCRIPT,
	V8SCOPE_HOLDER_KIND_UNEXPLAINED,
};

/* What is known of the names and lines in a loaded object. */
enum v8scope_module_symbols {
	V8SCOPE_MODULE_SYMBOLS_FULL,	     /* debug info */
	V8SCOPE_MODULE_SYMBOLS_SYMBOL_TABLE, /* functions without lines */
	V8SCOPE_MODULE_SYMBOLS_STRIPPED,     /* at most the functions that it exports */
	V8SCOPE_MODULE_SYMBOLS_DIFFERENT_BUILD,
	V8SCOPE_MODULE_SYMBOLS_MISSING, /* no file, or one that is no object */
};

/* What a trace does not tell of an isolate; docs/report.md says what each does to a report. */
enum v8scope_gap_kind {
	V8SCOPE_GAP_KIND_BEGINS_LATE,
	V8SCOPE_GAP_KIND_NO_BEGINNING,
	V8SCOPE_GAP_KIND_NO_END,
	V8SCOPE_GAP_KIND_CENSUSES_INCOMPLETE,
	V8SCOPE_GAP_KIND_OPENINGS_UNKNOWN,
	V8SCOPE_GAP_KIND_STACKS_MISSING,
	V8SCOPE_GAP_KIND_NAMES_MISSING,
	V8SCOPE_GAP_KIND_DETAIL_NOT_READ,
};

/* A number that may be unknown; then `known` is false and `value` means nothing. */
struct v8scope_optional {
	bool known;
	int64_t value;
};

/* A place in the program. Strings are owned; NULL, and line 0: not known. */
struct v8scope_site {
	uintptr_t ip; /* the frame chosen to show; 0: not known */
	char *function;
	char *file;
	int line;
	char *module; /* the object that contains ip, for stripped binaries */
	uint64_t module_offset;
};

/* A loaded object that the site of a holder lies in. Strings are owned. */
struct v8scope_report_module {
	char *name; /* as struct v8scope_site has it */
	char *path;
	char *build_id;	     /* hexadecimal; as it was recorded, NULL: the trace does not say */
	char *file_build_id; /* of the file that was found, NULL: it has none, or no file */
	enum v8scope_module_symbols symbols;
	char *advice; /* for people, NULL: nothing that a holder's site needs is missing */
};

/* One type among those that a scope's handles, or a site's globals, refer to (sampled). */
struct v8scope_type_share {
	char *type; /* owned */
	uint64_t slots;
	uint64_t objects; /* different ones that those slots refer to */
	uint64_t shallow_bytes;
	uint64_t backing_bytes; /* of their properties and elements */
};

/* Objects of one type; those of type "object" and "native" by constructor. */
struct v8scope_class_share {
	char *type;	   /* owned; of the heap snapshot: "object", "closure", ... */
	char *constructor; /* owned, NULL: the type has none */
	uint64_t objects;
	uint64_t bytes;
};

/* What a heap snapshot says of a holder; all unknown without. */
struct v8scope_exact_facts {
	struct v8scope_optional retained_bytes;		   /* would be free if only it let go */
	struct v8scope_optional objects;		   /* that those bytes are of */
	struct v8scope_optional shared_bytes;		   /* it reaches besides, and others keep */
	struct v8scope_optional shared_with_holders_bytes; /* of those, not JavaScript's */
	/* growth_bytes by the other means, to compare with. */
	struct v8scope_optional estimated_growth_bytes;
	struct v8scope_optional released_bytes; /* measured when it closed */
};

/* What several holders keep together. */
struct v8scope_shared_share {
	uint64_t bytes;
	uint64_t objects;
	uint32_t all_holders; /* how many they are */
	uint32_t *holders;    /* owned; places in the isolate's holders of those listed */
	uint32_t holder_count;
};

/*
 * Three counts over time, in rows of four cells: the time in ns from the clock's origin, and
 * the counts, UINT64_MAX where one is not known.
 */
#define V8SCOPE_CURVE_COLUMNS 4
#define V8SCOPE_MAX_CURVE_ROWS 128

struct v8scope_curve {
	uint64_t *cells; /* owned */
	uint32_t cell_count;
};

/* What the program did between two of its marks, or before the first, or after the last. */
struct v8scope_phase {
	char *name;	  /* of the mark it begins with; owned, NULL: the recording began */
	int64_t begin_ns; /* from the clock's origin */
	int64_t end_ns;
	/*
	 * From the collection at its beginning to the one at its end, as far as these are within
	 * what is assessed; unknown where there were none.
	 */
	struct v8scope_optional growth_bytes;
	struct v8scope_optional handle_growth; /* of the isolate */
};

/* What tells whether, and at which price, a nested scope or a release mends it. */
struct v8scope_fix_facts {
	/* Of a scope: microtask checkpoints completed while it gained its handles. */
	struct v8scope_optional checkpoints;
	struct v8scope_optional scope_cost_ps; /* to open and close one; measured */
	struct v8scope_optional escaped;       /* values that were escaped into it */
	/* By the isolate, meanwhile; at least so many: censuses list places that hold some. */
	struct v8scope_optional globals_created;
	struct v8scope_optional promises_outlasting; /* pending when a checkpoint ended */
	/* Of a place that creates globals: ever, and at the assessed moment. */
	struct v8scope_optional created;
	struct v8scope_optional weak;
	struct v8scope_optional most_weak; /* at any census */
};

/* How well handles and progress explain how live bytes moved. All unknown: nothing was fitted. */
struct v8scope_fit {
	struct v8scope_optional explained; /* share of the movement, in V8SCOPE_SHARE_ONE */
	struct v8scope_optional steps;	   /* from one full collection to the next */
	struct v8scope_optional left_out;  /* of those: leaps that no handle makes */
};

/* Right after a collection. */
struct v8scope_moment {
	int64_t ts_ns;	     /* from the clock's origin */
	uint64_t used_bytes; /* of the heap: live, if the collection was full */
	uint64_t handles;
	bool full_gc;
};

struct v8scope_gap {
	enum v8scope_gap_kind kind;
	struct v8scope_optional at_ns; /* from the clock's origin: where what is known begins or
					  ends; known of the first three kinds */
	struct v8scope_optional count; /* censuses, scopes, ...; of the other kinds */
};

/* The program's own annotation. */
struct v8scope_report_mark {
	int64_t ts_ns; /* from the clock's origin */
	char *name;    /* owned, NULL: not known */
};

/* A heap snapshot that was taken of an isolate. */
struct v8scope_snapshot_facts {
	char *path;   /* owned, NULL: none was taken, or not known */
	char *status; /* owned, NULL: none was taken; "ok": read, else why not, a clause */
	struct v8scope_optional bytes; /* of the file */
	struct v8scope_optional handles;
	struct v8scope_optional duration_ns;
	/* What stays if all holders let go; known if it was read. */
	struct v8scope_optional javascript_bytes;
	struct v8scope_optional javascript_objects;
};

/* A frame of JavaScript, innermost first. */
struct v8scope_js_frame {
	char *function; /* owned, NULL: it has no name */
	char *file;	/* owned, NULL: of V8 itself, or not known */
	uint32_t line;	/* where the function begins; 0: not known, and so on */
	uint32_t column;
	uint32_t now_line; /* what it was executing */
	uint32_t now_column;
};

/* Shares in a struct v8scope_optional are in parts of this. */
#define V8SCOPE_SHARE_ONE 1000000

/* What became of promises. All unknown without their events, or where some were lost. */
struct v8scope_promise_facts {
	struct v8scope_optional created;
	struct v8scope_optional settled;
	struct v8scope_optional unsettled; /* to the end of the trace */
	struct v8scope_optional ambiguous; /* settled, and nobody knows how long it took */
	struct v8scope_optional sampled;   /* watched, up to the moment of `alive` */
	/* The share that a full collection found alive, and its 95 % interval. */
	struct v8scope_optional alive;
	struct v8scope_optional alive_low;
	struct v8scope_optional alive_high;
	/* How many took 2^i to 2^(i+1) ns to settle (the first: from 0). Owned. */
	uint64_t *latency;
	uint32_t latency_count;
};

/*
 * When the code at a holder's addresses was there (CLOCK_MONOTONIC): another object may
 * have taken its place since.
 */
struct v8scope_code_time {
	int64_t clock_ns;
	bool unloaded; /* right after that time: what is loaded later is not it */
};

/* A curve has no more points. */
#define V8SCOPE_MAX_SERIES 256

struct v8scope_holder {
	enum v8scope_holder_kind kind;
	bool live;	   /* at the end of the trace */
	uint64_t scope_id; /* 0 unless a scope */
	/*
	 * No hook saw the scope open, it was found on the stack: `ips` then are where
	 * the frames of its owner stood, and the line that opened it is not known.
	 */
	bool found_on_stack;
	/*
	 * The stack that opened or created it, innermost first, and where those
	 * frames stood at the last census (same length, or 0). Owned.
	 */
	uintptr_t *ips;
	uint32_t ip_count;
	bool stack_lost; /* it had more, which are not in the trace */
	uintptr_t *frame_ips;
	uint32_t frame_count;
	struct v8scope_code_time code_time; /* of both; the last moment if it is not known */
	struct v8scope_site opened;	    /* filled in by symbols/ */
	struct v8scope_site now;	    /* filled in by symbols/ */
	/*
	 * Of struct v8scope_site: all of `ips`, inlined functions included, innermost first.
	 * Filled in by symbols/; never NULL.
	 */
	GPtrArray *stack;
	struct v8scope_optional handles; /* held at the assessed moment; unknown for javascript */
	struct v8scope_optional handle_growth; /* handles gained from baseline to final */
	struct v8scope_promise_facts promises; /* of those made while it was innermost */
	struct v8scope_optional growth_bytes;  /* point estimate */
	struct v8scope_optional growth_low;
	struct v8scope_optional growth_high;
	/*
	 * Whether evidence tells these bytes from those of all others, JavaScript's own
	 * included: by a snapshot, by what its release freed, or by when it grew.
	 */
	bool separable;
	/*
	 * How many handles it held at full collections, from the baseline to the assessed one:
	 * at most V8SCOPE_MAX_SERIES. Owned; both are empty where that is not known.
	 */
	uint64_t *series_ns; /* from the clock's origin */
	uint32_t series_ns_count;
	uint64_t *series_handles;
	uint32_t series_handles_count;
	/*
	 * The handles gained in each of the isolate's phases, int64_t in two's complement;
	 * V8SCOPE_UNKNOWN_GROWTH where that is not known. Owned.
	 */
	uint64_t *phase_handles;
	uint32_t phase_handles_count;
	/* Of a place that creates globals: strong, weak, ever created. */
	struct v8scope_curve balance;
	struct v8scope_curve promise_curve; /* created, settled, held (by samples) */
	/* Between these two its growth began, from the clock's origin. */
	struct v8scope_optional began_after_ns;
	struct v8scope_optional began_before_ns;
	struct v8scope_fix_facts fix;
	struct v8scope_optional opened_at_ns; /* from the clock's origin */
	struct v8scope_optional checkpoints;  /* completed while it was open */
	struct v8scope_exact_facts exact;
	double share;	       /* of the isolate's growth_bytes; 0 where that is not positive */
	char *advice;	       /* owned, NULL: none */
	GPtrArray *types;      /* of struct v8scope_type_share, most slots first; never NULL */
	GPtrArray *javascript; /* of struct v8scope_js_frame: what called it; never NULL */
	GPtrArray *classes;    /* of struct v8scope_class_share, most bytes first; never NULL */
};

#define V8SCOPE_UNKNOWN_GROWTH ((uint64_t)INT64_MIN)

/* The most holders of an isolate that a report has: more lines nobody reads. */
#define V8SCOPE_REPORT_MAX_HOLDERS 20

/* What was taken out of an isolate's holders because somebody knows of it. */
struct v8scope_suppressed {
	uint32_t holders;
	int64_t growth_bytes; /* theirs, and so on; what was not known is missing */
	int64_t handles;
	int64_t scope_handles; /* of `handles`, those of scopes */
};

struct v8scope_report_isolate {
	uintptr_t isolate;
	char *v8_version; /* owned, NULL: not known */
	char *gc_policy;  /* owned, NULL: not known */
	enum v8scope_verdict verdict;
	enum v8scope_evidence evidence;
	char *reason; /* owned; one sentence: why this verdict */
	struct v8scope_optional growth_bytes;
	struct v8scope_optional baseline_bytes;
	struct v8scope_optional final_bytes;
	struct v8scope_optional assessed_ns;	      /* from the baseline to the assessed moment */
	struct v8scope_fit fit;			      /* of the estimated parts */
	struct v8scope_optional assessed_checkpoints; /* microtask checkpoints, likewise */
	uint64_t full_gcs;
	struct v8scope_optional handles;     /* the isolate's, at the assessed moment */
	struct v8scope_optional unaccounted; /* of those, in no known scope */
	struct v8scope_optional heap_size_limit;
	bool near_heap_limit; /* V8 reported that it was about to reach it */
	struct v8scope_promise_facts promises;
	struct v8scope_snapshot_facts snapshot;
	struct v8scope_suppressed suppressed; /* by results/; nothing where it was not asked */
	struct v8scope_curve promise_curve;   /* created, settled, held (by samples) */
	GPtrArray *phases;  /* of struct v8scope_phase, in time order; none without marks */
	GPtrArray *moments; /* of struct v8scope_moment, in time order; never NULL */
	GPtrArray *holders; /* of struct v8scope_holder, largest first; never NULL */
	GPtrArray *shared;  /* of struct v8scope_shared_share, most bytes first; never NULL */
	GPtrArray *gaps;    /* of struct v8scope_gap, in the order of their kinds; never NULL */
};

struct v8scope_report_process {
	uint32_t host;	 /* which of the trace's hosts; not in reports that are read back */
	char *host_name; /* owned, NULL: not known */
	int64_t pid;
	char *command;			  /* owned, NULL: not known */
	struct v8scope_optional first_ns; /* of its first event, from the clock's origin */
	GPtrArray *marks;    /* of struct v8scope_report_mark, in time order; never NULL */
	GPtrArray *modules;  /* of struct v8scope_report_module, by symbols/; never NULL */
	GPtrArray *isolates; /* of struct v8scope_report_isolate; never NULL */
};

struct v8scope_report {
	uint64_t events;
	uint64_t discarded;
	bool discarded_unknown; /* some were lost, nobody counted them */
	bool truncated;
	uint32_t event_schema; /* of the trace; 0: no isolate_attach was seen */
	GPtrArray *processes;  /* of struct v8scope_report_process; never NULL */
};

/* One number for a process of a host; a pid that is not known stays so. */
static inline int64_t v8scope_report_process_key(uint32_t host, int64_t pid)
{
	return pid < 0 ? pid : (int64_t)host << 32 | pid;
}

struct v8scope_report *v8scope_report_create(void);
void v8scope_report_destroy(struct v8scope_report *report); /* NULL-safe */
struct v8scope_report_process *v8scope_report_add_process(
	struct v8scope_report *report, int64_t pid);
struct v8scope_report_isolate *v8scope_report_process_add_isolate(
	struct v8scope_report_process *process, uintptr_t isolate);
struct v8scope_holder *v8scope_report_isolate_add_holder(
	struct v8scope_report_isolate *isolate, enum v8scope_holder_kind kind);

/* A native frame further out than those there are, empty. */
struct v8scope_site *v8scope_holder_add_frame(struct v8scope_holder *holder);

/* A frame further out than those there are, empty. */
struct v8scope_js_frame *v8scope_holder_add_js_frame(struct v8scope_holder *holder);

/* Empty, at the end. */
struct v8scope_class_share *v8scope_holder_add_class(struct v8scope_holder *holder);
struct v8scope_shared_share *v8scope_report_isolate_add_shared(
	struct v8scope_report_isolate *isolate);
struct v8scope_phase *v8scope_report_isolate_add_phase(struct v8scope_report_isolate *isolate);
struct v8scope_moment *v8scope_report_isolate_add_moment(struct v8scope_report_isolate *isolate);
struct v8scope_gap *v8scope_report_isolate_add_gap(struct v8scope_report_isolate *isolate);
struct v8scope_report_mark *v8scope_report_process_add_mark(struct v8scope_report_process *process);
struct v8scope_report_module *v8scope_report_process_add_module(
	struct v8scope_report_process *process);
void v8scope_type_share_destroy(void *data);  /* a struct v8scope_type_share */
void v8scope_class_share_destroy(void *data); /* a struct v8scope_class_share */

/* The names that JSON and the filter's events use ("leak", "handle_scope", ...). */
const char *v8scope_verdict_name(enum v8scope_verdict verdict);
const char *v8scope_evidence_name(enum v8scope_evidence evidence);
const char *v8scope_gap_kind_name(enum v8scope_gap_kind kind);
const char *v8scope_holder_kind_name(enum v8scope_holder_kind kind);
const char *v8scope_module_symbols_name(enum v8scope_module_symbols symbols);
bool v8scope_verdict_from_name(const char *name, enum v8scope_verdict *verdict);
bool v8scope_evidence_from_name(const char *name, enum v8scope_evidence *evidence);
bool v8scope_gap_kind_from_name(const char *name, enum v8scope_gap_kind *kind);
bool v8scope_holder_kind_from_name(const char *name, enum v8scope_holder_kind *kind);
bool v8scope_module_symbols_from_name(const char *name, enum v8scope_module_symbols *symbols);

#endif
