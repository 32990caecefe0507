/* SPDX-License-Identifier: MIT */
/*
 * Where heap snapshots may be read, and what the model wants to know of them. A trace
 * may come from anywhere, and what it says is the path of a snapshot may be any path:
 * only files in the trace's own directory are opened, and the one that the user names.
 */
#ifndef V8SCOPE_SNAPSHOT_SOURCE_H
#define V8SCOPE_SNAPSHOT_SOURCE_H

#include "exact.h"

/* Both owned, NULL: not given. Fill in by g_strdup(); zero is a valid source. */
struct v8scope_snapshot_source {
	char *directory; /* of the trace: files in it may be read */
	char *file;	 /* the user's; it is taken for each snapshot of its size */
};

void v8scope_snapshot_source_fini(struct v8scope_snapshot_source *source);

/*
 * The path of the file that holds a snapshot: the path that was recorded if it is in the
 * directory, else snapshots/NAME there. The caller frees it. NULL: there is none,
 * `problem` says why, in a clause, for the caller to free.
 */
char *v8scope_snapshot_find(const struct v8scope_snapshot_source *source, const char *recorded,
	uint64_t bytes, char **problem);

/* A v8scope_exact_read; `source` is the struct above. */
struct v8scope_exact *v8scope_snapshot_read_exact(
	void *source, const struct v8scope_exact_request *request, char **problem);

#endif
