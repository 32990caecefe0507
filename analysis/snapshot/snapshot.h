/* SPDX-License-Identifier: MIT */
/*
 * A V8 heap snapshot (.heapsnapshot) in memory: nodes are objects, edges are
 * references, both in flat arrays. Read from V8 10.2 (Node 18) to 14.6 (Node 26);
 * which fields there are, and where, is what the file itself says. Samples,
 * locations, and allocation traces are skipped.
 */
#ifndef V8SCOPE_SNAPSHOT_H
#define V8SCOPE_SNAPSHOT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define V8SCOPE_NO_NODE UINT32_MAX

/* A node's edges are [first_edge[node], first_edge[node + 1]), in the order of the file. */
struct v8scope_snapshot {
	uint32_t node_count; /* at least 1: node 0 is the root of all */
	uint32_t edge_count;
	uint32_t string_count;
	uint8_t *node_type;    /* owned; index into type_names */
	uint32_t *node_name;   /* owned; index for v8scope_snapshot_string() */
	uint32_t *node_id;     /* owned; V8's own number of the object, in all its snapshots */
	uint64_t *self_size;   /* owned; bytes, without what the node refers to */
	uint32_t *first_edge;  /* owned; node_count + 1 entries */
	uint32_t *edge_to;     /* owned; node index */
	uint8_t *edge_retains; /* owned; 1: the edge keeps its target alive, 0: it does not */
	char **type_names;     /* owned, NULL-terminated: "object", "closure", ... */
	uint32_t *string_at;   /* owned; offsets in string_bytes */
	char *string_bytes;    /* owned; UTF-8, each string ends with NUL */
};

#define V8SCOPE_SNAPSHOT_ERROR v8scope_snapshot_error_quark()
GQuark v8scope_snapshot_error_quark(void);

enum v8scope_snapshot_error {
	V8SCOPE_SNAPSHOT_ERROR_READ,	/* the file cannot be opened or read */
	V8SCOPE_SNAPSHOT_ERROR_JSON,	/* it is not JSON, or it is cut off */
	V8SCOPE_SNAPSHOT_ERROR_FORMAT,	/* it is JSON, but not a heap snapshot as known here */
	V8SCOPE_SNAPSHOT_ERROR_CORRUPT, /* a heap snapshot that contradicts itself */
	V8SCOPE_SNAPSHOT_ERROR_LIMIT,	/* more nodes, edges or strings than 32 bits count */
};

/*
 * Reads up to `size` bytes (never 0) into `buffer`; returns how many, 0 at the
 * end, -1 with errno set if it failed.
 */
typedef ptrdiff_t (*v8scope_snapshot_input)(void *data, char *buffer, size_t size);

/*
 * The snapshot, owned by the caller, or NULL with `error` set. The text is never
 * in memory as a whole, and counts that it declares are not believed: memory
 * grows with what was really read.
 */
struct v8scope_snapshot *v8scope_snapshot_read(
	v8scope_snapshot_input input, void *data, GError **error);
struct v8scope_snapshot *v8scope_snapshot_read_file(const char *path, GError **error);
void v8scope_snapshot_destroy(struct v8scope_snapshot *snapshot); /* NULL-safe */

/* Borrowed, NUL-terminated, UTF-8; half a surrogate pair is U+FFFD. */
const char *v8scope_snapshot_string(const struct v8scope_snapshot *snapshot, uint32_t string);
const char *v8scope_snapshot_name(const struct v8scope_snapshot *snapshot, uint32_t node);
const char *v8scope_snapshot_type(const struct v8scope_snapshot *snapshot, uint32_t node);

/*
 * The node of that name under "(GC roots)": "(Handle scope)", "(Global handles)",
 * ...; V8SCOPE_NO_NODE if the snapshot has none.
 */
uint32_t v8scope_snapshot_root_named(const struct v8scope_snapshot *snapshot, const char *name);

#ifdef __cplusplus
}
#endif

#endif
