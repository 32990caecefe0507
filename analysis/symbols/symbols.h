/* SPDX-License-Identifier: MIT */
/*
 * From addresses to function, file and line: keeps the load map of every process
 * of a trace (lttng_ust_statedump, lttng_ust_dl) and resolves with libdwfl.
 */
#ifndef V8SCOPE_SYMBOLS_H
#define V8SCOPE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct v8scope_report;
struct v8scope_symbols;

struct v8scope_symbols *v8scope_symbols_create(void);
void v8scope_symbols_destroy(struct v8scope_symbols *symbols); /* NULL-safe */

/* Whether the servers of $DEBUGINFOD_URLS may be asked for debug info; they are not, at first. */
void v8scope_symbols_ask_servers(struct v8scope_symbols *symbols, bool ask);

/*
 * At `clock_ns` (CLOCK_MONOTONIC) an object is loaded in process `pid` at
 * [base, base + size), where others were before; calls come in the order of time.
 * `path` is copied.
 */
void v8scope_symbols_add_module(struct v8scope_symbols *symbols, int64_t pid, uint64_t base,
	uint64_t size, const char *path, int64_t clock_ns);

/* The build-id of the module at `base`; a file on disk with another one is not used. */
void v8scope_symbols_set_build_id(struct v8scope_symbols *symbols, int64_t pid, uint64_t base,
	const uint8_t *build_id, size_t length, int64_t clock_ns);

/*
 * Fills in `opened` and `now` of every holder of the report. `opened` is the
 * first frame of the holder's stack that is not plumbing (V8's API and its
 * bindings, see plumbing.c); `now` is the same frame's current line, left
 * unknown unless it is in the same function. A holder without a stack is
 * resolved from opened.ip, if that is set. `stack` is every function of the holder's stack. Where
 * an object's file is gone or is another build, `module` says so and the function stays NULL.
 * `modules` of a process are the objects that `opened` lies in. While this runs, no other
 * thread may use the environment (debug_servers.h).
 */
void v8scope_symbols_resolve_report(struct v8scope_symbols *symbols, struct v8scope_report *report);

#endif
