/* SPDX-License-Identifier: MIT */
#include "salvage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../exit_status.h"
#include "../remove_tree.h"
#include "packets.h"

static bool set_error(GError **error, const char *path, int problem)
{
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACE_DAMAGED,
		"%s is cut short, and what is left cannot be copied to %s: %s; free some "
		"space there or set TMPDIR",
		path, g_get_tmp_dir(), g_strerror(problem));
	return false;
}

/* Returns 0 or an errno. */
static int copy_all(int in, int out)
{
	ssize_t copied;

	do {
		copied = sendfile(out, in, NULL, G_MAXINT);
	} while (copied > 0);
	return copied < 0 ? errno : 0;
}

/* Makes the packet at `start`, which the file ends in, readable as far as it goes. */
static bool shorten_packet(int fd, uint64_t start, uint64_t file_size)
{
	uint8_t head[V8SCOPE_PACKETS_HEAD_SIZE];

	return pread(fd, head, sizeof(head), (off_t)start) == (ssize_t)sizeof(head) &&
	       v8scope_packets_shorten(head, file_size - start) &&
	       pwrite(fd, head, sizeof(head), (off_t)start) == (ssize_t)sizeof(head);
}

static int mend(int fd, uint64_t whole_size)
{
	struct stat st;

	if (fstat(fd, &st) != 0) {
		return errno;
	}
	if (shorten_packet(fd, whole_size, (uint64_t)st.st_size)) {
		return 0;
	}
	return ftruncate(fd, (off_t)whole_size) == 0 ? 0 : errno;
}

/* A copy without what cannot be read. Returns 0 or an errno. */
static int copy_mended(const char *from, const char *to, uint64_t whole_size)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int problem = in < 0 || out < 0 ? errno : copy_all(in, out);

	if (problem == 0) {
		problem = mend(out, whole_size);
	}
	if (in >= 0) {
		close(in);
	}
	if (out >= 0) {
		close(out);
	}
	return problem;
}

/* No index goes along: source.ctf.fs makes its own. */
static int salvage_file(const char *trace, const char *name, const char *target)
{
	char *from = g_build_filename(trace, name, NULL);
	char *to = g_build_filename(target, name, NULL);
	uint64_t whole_size = 0;
	int problem = 0;

	if (v8scope_packets_file_is_cut(trace, name, &whole_size)) {
		problem = copy_mended(from, to, whole_size);
	} else if (g_file_test(from, G_FILE_TEST_IS_REGULAR) && symlink(from, to) != 0) {
		problem = errno;
	}
	g_free(to);
	g_free(from);
	return problem;
}

static bool salvage_trace(const char *trace, const char *target, GError **error)
{
	int problem = mkdir(target, 0700) == 0 ? 0 : errno;
	GDir *dir = problem == 0 ? g_dir_open(trace, 0, NULL) : NULL;
	const char *name;

	while (dir && problem == 0 && (name = g_dir_read_name(dir))) {
		problem = salvage_file(trace, name, target);
	}
	if (dir) {
		g_dir_close(dir);
	}
	return problem == 0 || set_error(error, trace, problem);
}

/* Owned; NULL: every file is whole. */
static char *find_damaged(const char *trace)
{
	GDir *dir = g_dir_open(trace, 0, NULL);
	char *damaged = NULL;
	const char *name;

	while (dir && !damaged && (name = g_dir_read_name(dir))) {
		uint64_t whole_size;

		if (v8scope_packets_file_is_cut(trace, name, &whole_size)) {
			damaged = g_build_filename(trace, name, NULL);
		}
	}
	if (dir) {
		g_dir_close(dir);
	}
	return damaged;
}

static bool make_dir(struct v8scope_salvage *salvage, const char *damaged, GError **error)
{
	if (salvage->dir) {
		return true;
	}
	salvage->first_damaged = g_strdup(damaged);
	salvage->dir = g_build_filename(g_get_tmp_dir(), "v8scope-XXXXXX", NULL);
	if (g_mkdtemp_full(salvage->dir, 0700)) {
		return true;
	}
	set_error(error, damaged, errno);
	g_clear_pointer(&salvage->dir, g_free);
	return false;
}

static bool replace_if_damaged(
	struct v8scope_salvage *salvage, GPtrArray *traces, guint i, GError **error)
{
	const char *trace = g_ptr_array_index(traces, i);
	char *damaged = find_damaged(trace);

	if (!damaged) {
		return true;
	}
	bool ok = make_dir(salvage, damaged, error);
	g_free(damaged);
	if (!ok) {
		return false;
	}
	char *target = g_strdup_printf("%s/%u", salvage->dir, i);
	ok = salvage_trace(trace, target, error);
	g_free(g_ptr_array_index(traces, i));
	g_ptr_array_index(traces, i) = target;
	return ok;
}

bool v8scope_salvage_init(struct v8scope_salvage *salvage, GPtrArray *traces, GError **error)
{
	*salvage = (struct v8scope_salvage){0};
	for (guint i = 0; i < traces->len; i++) {
		if (!replace_if_damaged(salvage, traces, i, error)) {
			v8scope_salvage_fini(salvage);
			return false;
		}
	}
	return true;
}

void v8scope_salvage_fini(struct v8scope_salvage *salvage)
{
	if (salvage->dir) {
		v8scope_remove_tree(salvage->dir);
	}
	g_free(salvage->dir);
	g_free(salvage->first_damaged);
	*salvage = (struct v8scope_salvage){0};
}
