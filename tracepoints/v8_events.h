/* SPDX-License-Identifier: MIT */
/*
 * What the events of provider `v8` carry: the structs and enumerations that
 * runtime/ fills in and v8_tracepoints.h turns into CTF fields. Every name and
 * number here is part of the trace format.
 *
 * Units: counts are plain numbers, bytes are bytes, `*_at` are nanoseconds of
 * CLOCK_MONOTONIC (the clock that LTTng-UST stamps events with). `isolate` is the
 * address that V8 knows an isolate by. Ids of scopes, stacks, frames, censuses and
 * snapshots are unique in the process; 0 is none.
 */
#ifndef V8SCOPE_V8_EVENTS_H
#define V8SCOPE_V8_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Version of this vocabulary. Raise it when a field changes its meaning or goes
 * away; new events and new fields do not need it.
 */
#define V8SCOPE_EVENT_SCHEMA 1

enum v8scope_scope_kind {
	V8SCOPE_SCOPE_KIND_HANDLE = 0,
	V8SCOPE_SCOPE_KIND_ESCAPABLE = 1,
	V8SCOPE_SCOPE_KIND_SEAL = 2,
	V8SCOPE_SCOPE_KIND_NAPI = 3,
	V8SCOPE_SCOPE_KIND_NAPI_ESCAPABLE = 4,
};

/* 0 is what a trace from before the field says. */
enum v8scope_known {
	V8SCOPE_KNOWN_NOT = 0,
	V8SCOPE_KNOWN_NO,
	V8SCOPE_KNOWN_YES,
};

enum v8scope_global_kind {
	V8SCOPE_GLOBAL_KIND_GLOBAL = 0,
	V8SCOPE_GLOBAL_KIND_ETERNAL = 1,
	V8SCOPE_GLOBAL_KIND_TRACED = 2,
	V8SCOPE_GLOBAL_KIND_NAPI_REF = 3,
	V8SCOPE_GLOBAL_KIND_NAPI_DEFERRED = 4,
};

/* Which sensor found a scope. */
enum v8scope_scope_source {
	V8SCOPE_SCOPE_SOURCE_HOOK = 0,
	V8SCOPE_SCOPE_SOURCE_STACK = 1,
	V8SCOPE_SCOPE_SOURCE_BOTH = 2,
};

/* V8's GCType, with numbers of our own: V8 has renumbered its enum. */
enum v8scope_gc_type {
	V8SCOPE_GC_TYPE_UNKNOWN = 0,
	V8SCOPE_GC_TYPE_SCAVENGE = 1,
	V8SCOPE_GC_TYPE_MINOR_MARK_SWEEP = 2,
	V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT = 3, /* the only full one */
	V8SCOPE_GC_TYPE_INCREMENTAL_MARKING = 4,
	V8SCOPE_GC_TYPE_WEAK_CALLBACKS = 5,
};

/*
 * Why something happened. For a GC: HOST is V8 or the program itself, anything
 * else a collection that v8scope asked for. For a census: what triggered it.
 */
enum v8scope_cause {
	V8SCOPE_CAUSE_HOST = 0,	       /* GC only: V8's or the program's own */
	V8SCOPE_CAUSE_START = 1,       /* recording started on this isolate */
	V8SCOPE_CAUSE_INTERVAL = 2,    /* gc=every:TIME, or a signal wants a snapshot */
	V8SCOPE_CAUSE_SCOPE_CLOSE = 3, /* a scope that holds many handles is about to close */
	V8SCOPE_CAUSE_RELEASE = 4,     /* such a scope has closed */
	V8SCOPE_CAUSE_DISPOSE = 5,     /* the isolate is about to be disposed */
	V8SCOPE_CAUSE_EXIT = 6,	       /* the program is about to exit */
	V8SCOPE_CAUSE_GC = 7,	       /* census only: after a collection */
	V8SCOPE_CAUSE_HEAP_LIMIT = 8,  /* V8 reaches its limit; of a GC: a snapshot before that */
	V8SCOPE_CAUSE_LAST_TURN = 9,   /* the program has ended; nothing is torn down yet */
	V8SCOPE_CAUSE_GROWTH = 10,     /* handles have doubled since the last full one */
	V8SCOPE_CAUSE_MARK = 11,       /* the program marked the beginning of a phase */
};

/* Where the V8 of a process is. */
enum v8scope_linkage {
	V8SCOPE_LINKAGE_NONE = 0,	/* nowhere that v8scope can see */
	V8SCOPE_LINKAGE_LIBRARY = 1,	/* in a shared library */
	V8SCOPE_LINKAGE_EXECUTABLE = 2, /* in an executable that exports it */
	V8SCOPE_LINKAGE_LINKED = 3,	/* in a program that v8scope is linked into */
};

/* What became of a function that v8scope hooks. */
enum v8scope_hooked {
	V8SCOPE_HOOKED_ABSENT = 0, /* this V8 inlines it, or never had it */
	V8SCOPE_HOOKED_UNUSED = 1, /* nothing that is loaded calls it from outside V8 */
	V8SCOPE_HOOKED_YES = 2,
};

struct v8scope_isolate_attach {
	uintptr_t isolate;
	const char *v8_version;
	uint64_t heap_size_limit;
	const char *attach_mode;  /* "preload" or "wrap" */
	const char *capabilities; /* comma separated sensors that work here */
	const char *gc_policy;	  /* "ends", "every:MS", "off" */
	const char *command;	  /* how the program was invoked (argv[0]) */
	uint64_t attached_at;	  /* ns; when this isolate was first seen */
	uint64_t started_at; /* ns; the program's first announcement: tells two of one pid apart */
	int32_t pid;
};

/*
 * What v8scope could attach to in a process. What there is none of is "none":
 * babeltrace2 2.0 reads a text of no length as the one before it.
 */
struct v8scope_runtime_state {
	int32_t pid;
	const char *runtime_version; /* of v8scope */
	const char *attach_mode;     /* as in isolate_attach */
	enum v8scope_linkage linkage;
	const char *v8_version;
	const char *v8_object; /* path of the object that holds V8 */
};

/* One function that v8scope hooks. */
struct v8scope_hook_state {
	const char *group;    /* "scopes", "globals", "napi", ... */
	const char *function; /* v8scope's own name for it */
	enum v8scope_hooked state;
	uint32_t imports; /* GOT entries rewritten so far; 1 where the linker did it */
};

/* What v8scope can see of an isolate, and if it cannot, why. */
struct v8scope_sensor_state {
	uintptr_t isolate;
	const char *sensor; /* as in capabilities, or "blocks" */
	bool works;
	const char *reason; /* a word, docs/doctor.md has all; "ok": it works */
};

struct v8scope_handle_scope_open {
	uintptr_t isolate;
	uint64_t scope_id;
	uintptr_t scope; /* address of the HandleScope object */
	enum v8scope_scope_kind kind;
	int32_t level;		      /* the isolate's scope depth after opening; -1: not known */
	uint64_t handles;	      /* the isolate's handles at that moment */
	uintptr_t ip;		      /* return address of the constructor call */
	uint64_t stack_id;	      /* 0: no stack was taken */
	uint64_t javascript_stack_id; /* 0: none below it, or not this time: it is sampled */
};

/* What a scope costs on this machine, in this V8: measured once a session and isolate. */
struct v8scope_scope_cost {
	uintptr_t isolate;
	uint64_t picoseconds; /* to open and close an empty HandleScope, v8scope's hooks apart */
	uint32_t scopes;      /* opened and closed to find out */
};

struct v8scope_heap {
	uint64_t used_heap_size;
	uint64_t total_heap_size;
	uint64_t external_memory;
	uint64_t malloced_memory;
	uint64_t global_handles_size; /* bytes of global handles in use */
};

struct v8scope_gc {
	uintptr_t isolate;
	enum v8scope_gc_type type;
	enum v8scope_cause cause;
	struct v8scope_heap heap;
	uint64_t handles;     /* NumberOfHandles(isolate) */
	uint64_t checkpoints; /* microtask checkpoints completed while sessions listened */
};

struct v8scope_census_scope {
	uintptr_t isolate;
	uint64_t census_id;
	uint64_t scope_id;
	enum v8scope_scope_source source;
	enum v8scope_scope_kind kind;
	uint32_t depth; /* 0 is the outermost known scope */
	uint64_t opened_at;
	uint64_t handles;     /* in this scope, nested scopes not counted */
	uint64_t checkpoints; /* completed since it opened, while sessions listened */
	uintptr_t ip;
	uint64_t stack_id;
	/*
	 * Where the frames of stack_id stand now: frame_ips[i] is the return
	 * address that is now stored where ips[i] of the stack was found, so
	 * if that frame is still live, the place it is executing. Only a value
	 * inside the same function as ips[i] means anything.
	 */
	const uintptr_t *frame_ips;
	uint32_t frame_count;
	uint64_t javascript_stack_id; /* 0: no JavaScript below it, or not known */
};

/* The objects of one type that handles or globals refer to: of a sample, scaled to all of them. */
struct v8scope_typed_objects {
	const char *type;	/* V8's class name, e.g. "JSPromise" */
	uint64_t slots;		/* handles or globals that refer to that type */
	uint64_t objects;	/* different objects among them */
	uint64_t shallow_bytes; /* of those objects, each counted once */
	uint64_t backing_bytes; /* of properties and elements that only they have */
};

struct v8scope_census_type {
	uintptr_t isolate;
	uint64_t census_id;
	uint64_t scope_id;
	struct v8scope_typed_objects sampled;
};

/* The same for the strong globals of a census_global event, known by kind, ip and stack. */
struct v8scope_census_global_type {
	uintptr_t isolate;
	uint64_t census_id;
	enum v8scope_global_kind kind;
	uintptr_t ip;
	uint64_t stack_id;
	struct v8scope_typed_objects sampled;
};

struct v8scope_census_global {
	uintptr_t isolate;
	uint64_t census_id;
	enum v8scope_global_kind kind;
	uintptr_t ip;		      /* return address of the creating call */
	uint64_t stack_id;	      /* of the creating call */
	uint64_t live;		      /* strong ones that exist now */
	uint64_t weak;		      /* weak ones; they hold nothing */
	uint64_t created;	      /* ever */
	uint64_t javascript_stack_id; /* of the last creation that was sampled; 0: none */
};

/*
 * What stands for a function without a name, and for the script of V8's own functions
 * or of unknown ones. Not "": readers of babeltrace2 2.0 see what was there before.
 */
#define V8SCOPE_JAVASCRIPT_NO_NAME "<anonymous>"
#define V8SCOPE_JAVASCRIPT_NO_SCRIPT "<native>"

/* A frame of JavaScript; lines and columns count from 1, 0: not known. */
struct v8scope_javascript_frame {
	uintptr_t isolate;
	uint64_t frame_id;
	const char *function;
	const char *script;
	uint32_t line; /* where the function begins */
	uint32_t column;
	uint32_t now_line; /* what the frame was executing; only if V8 had kept that */
	uint32_t now_column;
};

/*
 * A V8 heap snapshot that was written right after the census `census_id`, with
 * nothing run in between: its nodes bear the ids that heap_snapshot_handles and
 * heap_snapshot_globals, which come before this event, tell of the holders.
 */
struct v8scope_heap_snapshot {
	uintptr_t isolate;
	uint64_t snapshot_id; /* unique in the process; 0 is none */
	uint64_t census_id;
	enum v8scope_cause cause; /* of the census */
	const char *path;	  /* of the file, absolute */
	const char *status;	  /* "ok", or what went wrong: the file is of no use then */
	uint64_t bytes;		  /* of the file */
	uint64_t handles;	  /* NumberOfHandles(isolate) at that moment */
	uint64_t duration;	  /* ns; the program stood still */
};

/* What some of a scope's handles refer to; a scope has as many of these as it takes. */
struct v8scope_heap_snapshot_handles {
	uintptr_t isolate;
	uint64_t snapshot_id;
	uint64_t scope_id;   /* 0: in no known scope */
	const uint32_t *ids; /* one a handle: the node's id in the snapshot; 0: no heap object */
	uint32_t count;	     /* at most V8SCOPE_HEAP_SNAPSHOT_IDS */
};

/* The same for the strong globals and references that one site created. */
struct v8scope_heap_snapshot_globals {
	uintptr_t isolate;
	uint64_t snapshot_id;
	enum v8scope_global_kind kind;
	uintptr_t ip; /* as in census_global */
	uint64_t stack_id;
	const uint32_t *ids;
	uint32_t count;
};

/* The most ids that one event carries: an event must fit into a sub-buffer. */
#define V8SCOPE_HEAP_SNAPSHOT_IDS 1024

struct v8scope_census_end {
	uintptr_t isolate;
	uint64_t census_id;
	enum v8scope_cause cause;
	int32_t level;	      /* the isolate's own scope depth; -1: not known */
	uint64_t handles;     /* NumberOfHandles(isolate) */
	uint32_t scopes;      /* census_scope events of this census */
	uint64_t unaccounted; /* handles that are in none of those scopes */
	uint64_t checkpoints; /* microtask checkpoints completed while sessions listened */
	uint32_t globals;     /* census_global events of this census; 0: none, or not told */
	uint32_t types;	      /* census_type and census_global_type events; likewise */
	enum v8scope_known in_context; /* the isolate runs in one, or has entered one */
};

#endif
