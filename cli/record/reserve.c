/* SPDX-License-Identifier: MIT */
#include "reserve.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <glib.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

static const int max_open_dirs = 16;

/* By name in a trace, with the bytes of one such file. */
static const struct {
	const char *pattern;
	off_t bytes;
} reserved_files[] = {
	{"metadata", 256 * 1024},
	{"v8-state_*.idx", 4 * 1024},
	{"v8-state_*", 128 * 1024},
};

/* 0: a file for which nothing is reserved. */
static off_t reserved_bytes(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(reserved_files); i++) {
		if (fnmatch(reserved_files[i].pattern, name, 0) == 0) {
			return reserved_files[i].bytes;
		}
	}
	return 0;
}

static int take(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	off_t bytes = type == FTW_F ? reserved_bytes(path + ftw->base) : 0;

	if (bytes <= st->st_size) {
		return 0;
	}
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0) {
		/* The size that readers see stays as it is. */
		(void)!fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, bytes);
		close(fd);
	}
	return 0;
}

static int release(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	if (type == FTW_F && reserved_bytes(path + ftw->base) > 0) {
		/* To its own size: that frees the blocks beyond it. */
		(void)!truncate(path, st->st_size);
	}
	return 0;
}

void v8scope_reserve_take(const char *path)
{
	nftw(path, take, max_open_dirs, FTW_PHYS);
}

void v8scope_reserve_release(const char *path)
{
	nftw(path, release, max_open_dirs, FTW_PHYS);
}
