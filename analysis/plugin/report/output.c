/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(const char *path, int error_number, GString *error)
{
	g_string_printf(error, "cannot write the report to %s: %s", path, strerror(error_number));
	return false;
}

/* Renders and flushes; 0, or an errno value. */
static int render(
	const struct v8scope_report_params *params, const struct v8scope_report *report, FILE *out)
{
	errno = 0;
	if (!v8scope_render(params->format, report, &params->options, out) || fflush(out) != 0) {
		return errno != 0 ? errno : EIO;
	}
	return 0;
}

/* Renders to `fd` and closes it; 0, or an errno value. */
static int render_to_fd(
	const struct v8scope_report_params *params, const struct v8scope_report *report, int fd)
{
	FILE *out = fdopen(fd, "w");
	int result;

	if (!out) {
		result = errno;
		close(fd);
		return result;
	}
	result = render(params, report, out);
	if (fclose(out) != 0 && result == 0) {
		result = errno;
	}
	return result;
}

/* A pipe or a device cannot be replaced; it is written to. */
static bool is_special_file(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

static int write_special_file(
	const struct v8scope_report_params *params, const struct v8scope_report *report)
{
	int fd = open(params->output, O_WRONLY | O_CLOEXEC);

	return fd < 0 ? errno : render_to_fd(params, report, fd);
}

/* The file that `path` leads to, so that a symbolic link stays one. */
static char *follow_links(const char *path)
{
	char *resolved = realpath(path, NULL);
	char *copy = g_strdup(resolved ? resolved : path);

	free(resolved);
	return copy;
}

static int replace_file(
	const struct v8scope_report_params *params, const struct v8scope_report *report)
{
	char *path = follow_links(params->output);
	char *temporary = g_strconcat(path, ".XXXXXX", NULL);
	int fd = g_mkstemp_full(temporary, O_WRONLY | O_CLOEXEC, 0666);
	int result;

	if (fd < 0) {
		result = errno;
		goto end;
	}
	result = render_to_fd(params, report, fd);
	if (result == 0 && rename(temporary, path) != 0) {
		result = errno;
	}
	if (result != 0) {
		unlink(temporary);
	}
end:
	g_free(temporary);
	g_free(path);
	return result;
}

bool v8scope_report_output(const struct v8scope_report_params *params,
	const struct v8scope_report *report, GString *error)
{
	int result;

	if (!params->output) {
		result = render(params, report, stdout);
		return result == 0 || fail("the standard output", result, error);
	}
	result = is_special_file(params->output) ? write_special_file(params, report)
						 : replace_file(params, report);
	return result == 0 || fail(params->output, result, error);
}
