/* SPDX-License-Identifier: MIT */
/* The runtime's settings: read once, from the one table in env.c. */
#ifndef V8SCOPE_ENV_H
#define V8SCOPE_ENV_H

#include <stdbool.h>
#include <stdint.h>

enum v8scope_gc_policy {
	V8SCOPE_GC_POLICY_OFF,	 /* ask V8 for nothing */
	V8SCOPE_GC_POLICY_ENDS,	 /* a full GC where recording and big scopes begin and end */
	V8SCOPE_GC_POLICY_EVERY, /* that, and one every gc_interval_ms */
};

/* When a heap snapshot is taken. */
enum v8scope_snapshot_when {
	V8SCOPE_SNAPSHOT_NEVER,
	V8SCOPE_SNAPSHOT_END,	     /* before a large scope closes, and at the isolate's end */
	V8SCOPE_SNAPSHOT_HEAP_LIMIT, /* when live objects come close to V8's limit */
	V8SCOPE_SNAPSHOT_SIGNAL,     /* when snapshot_signal comes */
};

struct v8scope_env {
	bool debug;
	enum v8scope_gc_policy gc_policy;
	uint32_t gc_interval_ms;
	uint32_t census_interval_ms; /* at most one census a minor GC in that time */
	uint32_t stack_depth;	     /* frames kept of a call stack; 0: none */
	enum v8scope_snapshot_when snapshot;
	int snapshot_signal;	  /* its number */
	const char *snapshot_dir; /* absolute; NULL: not given; borrowed */
	const char *control;	  /* socket of `v8scope record`, NULL: none; borrowed */
};

extern struct v8scope_env v8scope_env;

/* Reads the environment; in a setuid process keeps the defaults. */
void v8scope_env_read(void);

/* "off", "ends" or "every:MS", as isolate_attach carries it. */
const char *v8scope_env_gc_policy_text(void);

#endif
