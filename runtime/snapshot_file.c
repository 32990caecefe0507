/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "snapshot_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
	CHUNK_SIZE = 64 * 1024,
	CHECK_SPACE_EVERY = 1024 * 1024,
	/* What is left of a disk is the trace's: `v8scope record` ends when half of it is gone. */
	KEEP_FREE_BYTES = 32 * 1024 * 1024,
	KEEP_FREE_PART = 8,
};

static void make_name(char *name, size_t size, pid_t pid, uint64_t isolate, uint64_t id)
{
	snprintf(name, size, "v8-%d-%" PRIu64 "-%" PRIu64 ".heapsnapshot", (int)pid, isolate, id);
}

static bool has_space(int fd)
{
	struct statvfs fs;
	uint64_t size;
	uint64_t keep = KEEP_FREE_BYTES;

	if (fstatvfs(fd, &fs) != 0 || fs.f_blocks == 0) {
		return true;
	}
	size = (uint64_t)fs.f_blocks * fs.f_frsize;
	if (keep > size / KEEP_FREE_PART) {
		keep = size / KEEP_FREE_PART;
	}
	return (uint64_t)fs.f_bavail * fs.f_frsize > keep;
}

static bool fail(struct v8scope_snapshot_file *file, int error)
{
	file->error = error;
	return false;
}

static bool check_space(struct v8scope_snapshot_file *file, uint64_t size)
{
	/* Above RLIMIT_FSIZE comes SIGXFSZ, which ends the program. */
	if (file->bytes + size > file->max_bytes) {
		return fail(file, EFBIG);
	}
	file->unchecked += size;
	if (file->unchecked >= CHECK_SPACE_EVERY) {
		file->unchecked = 0;
		return has_space(file->fd) || fail(file, ENOSPC);
	}
	return true;
}

static bool write_all(struct v8scope_snapshot_file *file, const char *data, size_t size)
{
	if (!check_space(file, size)) {
		return false;
	}
	while (size > 0) {
		ssize_t written = write(file->fd, data, size);

		if (written < 0 && errno == EINTR) {
			continue;
		}
		if (written <= 0) {
			return fail(file, written < 0 ? errno : ENOSPC);
		}
		data += written;
		size -= (size_t)written;
		file->bytes += (uint64_t)written;
	}
	return true;
}

/* It is not V8's to destroy. */
static void stay(struct v8scope_output_stream *stream)
{
	(void)stream;
}

static int get_chunk_size(struct v8scope_output_stream *stream)
{
	(void)stream;
	return CHUNK_SIZE;
}

static int write_chunk(struct v8scope_output_stream *stream, char *data, int size)
{
	struct v8scope_snapshot_file *file = (struct v8scope_snapshot_file *)stream;

	if (file->error != 0 || !write_all(file, data, (size_t)size)) {
		return V8SCOPE_OUTPUT_STREAM_ABORT;
	}
	return V8SCOPE_OUTPUT_STREAM_CONTINUE;
}

static int refuse_stats(struct v8scope_output_stream *stream, void *data, int count)
{
	(void)stream;
	(void)data;
	(void)count;
	return V8SCOPE_OUTPUT_STREAM_ABORT;
}

static const struct v8scope_output_stream_functions functions = {
	.complete_destructor = stay,
	.deleting_destructor = stay,
	.end_of_stream = stay,
	.get_chunk_size = get_chunk_size,
	.write_ascii_chunk = write_chunk,
	.write_heap_stats_chunk = refuse_stats,
};

static int open_dir(const char *dir)
{
	return open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

bool v8scope_snapshot_file_begin(struct v8scope_snapshot_file *file, const char *dir, pid_t pid,
	uint64_t isolate, uint64_t id)
{
	struct rlimit limit;

	file->stream.functions = &functions;
	file->fd = -1;
	file->error = 0;
	file->bytes = 0;
	file->unchecked = CHECK_SPACE_EVERY;
	file->max_bytes = UINT64_MAX;
	if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
		file->max_bytes = limit.rlim_cur;
	}
	make_name(file->name, sizeof(file->name), pid, isolate, id);
	if (snprintf(file->path, sizeof(file->path), "%s/%s", dir, file->name) >=
		(int)sizeof(file->path)) {
		file->dir_fd = -1;
		return fail(file, ENAMETOOLONG);
	}
	file->dir_fd = open_dir(dir);
	if (file->dir_fd < 0) {
		return fail(file, errno);
	}
	file->fd = openat(file->dir_fd, file->name,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return file->fd >= 0 || fail(file, errno);
}

void v8scope_snapshot_file_end(struct v8scope_snapshot_file *file, bool keep)
{
	if (file->fd >= 0) {
		/* Some file systems tell only now that there was no room. */
		if (close(file->fd) != 0 && file->error == 0) {
			file->error = errno;
		}
		if (!keep || file->error != 0) {
			unlinkat(file->dir_fd, file->name, 0);
		}
	}
	if (file->dir_fd >= 0) {
		close(file->dir_fd);
	}
	file->fd = -1;
	file->dir_fd = -1;
}

void v8scope_snapshot_file_remove(const char *dir, pid_t pid, uint64_t isolate, uint64_t id)
{
	char name[sizeof(((struct v8scope_snapshot_file *)NULL)->name)];
	int dir_fd = open_dir(dir);

	if (dir_fd >= 0) {
		make_name(name, sizeof(name), pid, isolate, id);
		unlinkat(dir_fd, name, 0);
		close(dir_fd);
	}
}
