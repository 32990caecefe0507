/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

/*
 * Not every place has process_vm_readv: a container's filter may forbid it, and qemu's
 * user mode does not know it. There /proc/self/mem serves, at three calls a read.
 */
static bool use_proc_mem;

static bool is_refused(ssize_t bytes)
{
	return bytes < 0 && (errno == ENOSYS || errno == EPERM);
}

/* Like process_vm_readv: the bytes read, up to the first range that is not readable. */
static ssize_t read_proc_mem(char *destination, const struct iovec *ranges, size_t count)
{
	int file = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	ssize_t done = 0;

	if (file < 0) {
		return -1;
	}
	for (size_t i = 0; i < count; i++) {
		ssize_t bytes = pread(file, destination + done, ranges[i].iov_len,
			(off_t)(uintptr_t)ranges[i].iov_base);

		if (bytes != (ssize_t)ranges[i].iov_len) {
			break;
		}
		done += bytes;
	}
	close(file);
	return done;
}

static ssize_t read_ranges(void *destination, size_t size, const struct iovec *ranges, size_t count)
{
	struct iovec local = {.iov_base = destination, .iov_len = size};
	ssize_t bytes = -1;

	if (!__atomic_load_n(&use_proc_mem, __ATOMIC_RELAXED)) {
		bytes = process_vm_readv(getpid(), &local, 1, ranges, count, 0);
		if (!is_refused(bytes)) {
			return bytes;
		}
		__atomic_store_n(&use_proc_mem, true, __ATOMIC_RELAXED);
	}
	return read_proc_mem(destination, ranges, count);
}

bool v8scope_memory_read(void *destination, uintptr_t address, size_t size)
{
	struct iovec remote = {.iov_base = (void *)address, .iov_len = size};

	return read_ranges(destination, size, &remote, 1) == (ssize_t)size;
}

/* One call for many records; stops before the first that cannot be read. */
static size_t read_run(char *records, const uintptr_t *addresses, size_t count, size_t size)
{
	enum { RUN_MAX = 256 };
	struct iovec remote[RUN_MAX];
	ssize_t bytes;

	if (count > RUN_MAX) {
		count = RUN_MAX;
	}
	for (size_t i = 0; i < count; i++) {
		remote[i].iov_base = (void *)addresses[i];
		remote[i].iov_len = size;
	}
	bytes = read_ranges(records, count * size, remote, count);
	return bytes > 0 ? (size_t)bytes / size : 0;
}

bool v8scope_memory_read_each(void *records, const uintptr_t *addresses, size_t count, size_t size)
{
	size_t done = 0;
	bool any = count == 0;

	while (done < count) {
		char *next = (char *)records + done * size;
		size_t read = addresses[done] != 0
				      ? read_run(next, &addresses[done], count - done, size)
				      : 0;

		any = any || read > 0;
		done += read;
		if (read == 0) {
			memset(next, 0, size);
			done++;
		}
	}
	return any;
}
