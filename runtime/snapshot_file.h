/* SPDX-License-Identifier: MIT */
/* The file that a heap snapshot is written to, in V8SCOPE_SNAPSHOT_DIR. */
#ifndef V8SCOPE_SNAPSHOT_FILE_H
#define V8SCOPE_SNAPSHOT_FILE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "output_stream.h"

struct v8scope_snapshot_file {
	struct v8scope_output_stream stream; /* comes first: V8 is given its address */
	int dir_fd;
	int fd;
	int error; /* an errno; 0: none */
	uint64_t bytes;
	uint64_t max_bytes; /* more would end the program by a signal */
	uint64_t unchecked; /* bytes since the disk's free space was looked at */
	char name[64];
	char path[PATH_MAX];
};

/*
 * Makes the file, which must not exist, mode 0600. After a failure `error` says why.
 * `path` is set in either case. To be ended in either case.
 */
bool v8scope_snapshot_file_begin(struct v8scope_snapshot_file *file, const char *dir, pid_t pid,
	uint64_t isolate, uint64_t id);

/* Closes the file; removes it unless it is complete and to be kept. */
void v8scope_snapshot_file_end(struct v8scope_snapshot_file *file, bool keep);

/* Removes the file that these would name. */
void v8scope_snapshot_file_remove(const char *dir, pid_t pid, uint64_t isolate, uint64_t id);

#endif
