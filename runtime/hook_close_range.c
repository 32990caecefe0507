/* SPDX-License-Identifier: MIT */
/*
 * A host that closes every descriptor, as daemons do, would close LTTng-UST's, which then closes
 * and writes into whatever gets their numbers. LTTng-UST can be asked not to, one descriptor at
 * a time, but does not know of these two functions.
 *
 * Programs call them between fork() and exec(): nothing here allocates.
 */
#define _GNU_SOURCE
#include "hook_close_range.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "got.h"

/*
 * Of liblttng-ust: calls `close_it` for a descriptor that is none of LTTng-UST's, with its
 * result; else -1, and errno is EBADF.
 */
int lttng_ust_safe_close_fd(int file, int (*close_it)(int file)) __attribute__((weak));

/* LTTng-UST's descriptors are a few for each CPU and channel. */
enum { KEPT_MAX = 1024 };

struct kept {
	unsigned files[KEPT_MAX];
	size_t count;
};

static int leave_open(int file)
{
	(void)file;
	return 0;
}

static void keep_if_lttngs(struct kept *kept, const char *name)
{
	long file = name[0] != '.' ? strtol(name, NULL, 10) : -1;

	if (file >= 0 && kept->count < KEPT_MAX &&
		lttng_ust_safe_close_fd((int)file, leave_open) != 0) {
		kept->files[kept->count++] = (unsigned)file;
	}
}

/* The kernel lists open descriptors in the order of their numbers. */
static void find_kept(struct kept *kept)
{
	struct entry {
		uint64_t inode;
		int64_t offset;
		uint16_t size;
		uint8_t type;
		char name[];
	};
	_Alignas(struct entry) char buffer[4096];
	int dir = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	long bytes;

	kept->count = 0;
	if (dir < 0) {
		return;
	}
	while ((bytes = syscall(SYS_getdents64, dir, buffer, sizeof(buffer))) > 0) {
		for (long at = 0; at < bytes;) {
			const struct entry *entry = (const struct entry *)(void *)&buffer[at];

			keep_if_lttngs(kept, entry->name);
			at += entry->size;
		}
	}
	close(dir);
}

static int real_close_range(unsigned first, unsigned last, int flags)
{
	return first <= last ? (int)syscall(SYS_close_range, first, last, flags) : 0;
}

/* With flags, LTTng-UST's threads keep theirs: they have another table, or it is at an exec. */
static int hook_close_range(unsigned first, unsigned last, int flags)
{
	struct kept kept;
	int status = 0;

	if (flags != 0 || first > last || lttng_ust_safe_close_fd == NULL) {
		return (int)syscall(SYS_close_range, first, last, flags);
	}
	find_kept(&kept);
	for (size_t i = 0; i < kept.count && status == 0; i++) {
		if (kept.files[i] < first || kept.files[i] > last) {
			continue;
		}
		if (kept.files[i] > first) {
			status = real_close_range(first, kept.files[i] - 1, 0);
		}
		first = kept.files[i] + 1;
	}
	return status == 0 ? real_close_range(first, last, 0) : status;
}

/* Without the call in the kernel the C library has other ways, which close LTTng-UST's, too. */
static void hook_closefrom(int first)
{
	int saved_errno = errno;

	if (hook_close_range(first > 0 ? (unsigned)first : 0, UINT_MAX, 0) != 0) {
		closefrom(first);
	}
	errno = saved_errno;
}

void v8scope_close_range_add_hooks(void)
{
	v8scope_got_add_hook_everywhere("close_range", (void *)hook_close_range);
	v8scope_got_add_hook_everywhere("closefrom", (void *)hook_closefrom);
}
