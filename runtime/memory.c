/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "memory.h"

#include <limits.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

bool v8scope_memory_read(void *destination, uintptr_t address, size_t size)
{
	struct iovec local = {.iov_base = destination, .iov_len = size};
	struct iovec remote = {.iov_base = (void *)address, .iov_len = size};

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)size;
}

/* One call for many records; stops before the first that cannot be read. */
static size_t read_run(char *records, const uintptr_t *addresses, size_t count, size_t size)
{
	enum { RUN_MAX = 256 };
	struct iovec remote[RUN_MAX];
	struct iovec local = {.iov_base = records};
	ssize_t bytes;

	if (count > RUN_MAX) {
		count = RUN_MAX;
	}
	for (size_t i = 0; i < count; i++) {
		remote[i].iov_base = (void *)addresses[i];
		remote[i].iov_len = size;
	}
	local.iov_len = count * size;
	bytes = process_vm_readv(getpid(), &local, 1, remote, count, 0);
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
