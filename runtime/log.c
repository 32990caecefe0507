/* SPDX-License-Identifier: MIT */
#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "env.h"

void v8scope_log(const char *format, ...)
{
	int saved_errno = errno;
	char line[512];
	va_list args;
	int length;

	if (!v8scope_env.debug) {
		return;
	}
	va_start(args, format);
	/* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): va_start is a line above */
	length = vsnprintf(line, sizeof(line) - 1, format, args);
	va_end(args);
	if (length > 0) {
		/* One write: lines of several threads do not mix. */
		dprintf(STDERR_FILENO, "v8scope[%d]: %s\n", (int)getpid(), line);
	}
	errno = saved_errno;
}
