/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "../exit_status.h"

#define SNAPSHOT_DIR "snapshots"

static const int max_command_length = 48;
static const int max_suffix = 99;
static const int max_open_dirs = 16;
/* Room for what is still in LTTng's buffers; of a small disk, less. */
static const uint64_t full_below_bytes = 16 * 1024 * 1024;
static const uint64_t full_below_part = 16;

const char *v8scope_output_program(char *const *argv)
{
	char *base = g_path_get_basename(argv[0]);
	bool is_node = strcmp(base, "node") == 0 || strcmp(base, "nodejs") == 0;

	g_free(base);
	for (char *const *arg = argv + 1; is_node && *arg; arg++) {
		/* A word that is no file may be the value of an option before it. */
		if (**arg != '-' && g_file_test(*arg, G_FILE_TEST_IS_REGULAR)) {
			return *arg;
		}
	}
	return argv[0];
}

/* The command's basename, of which only what is plain in a shell is kept; owned. */
static char *plain_name(const char *command)
{
	char *base = g_path_get_basename(command);

	for (char *c = base; *c; c++) {
		if (!g_ascii_isalnum(*c) && !strchr("._+-", *c)) {
			*c = '_';
		}
	}
	if (strlen(base) > (size_t)max_command_length) {
		base[max_command_length] = '\0';
	}
	return base;
}

char *v8scope_output_default_name(const char *command, int64_t when)
{
	char *base = plain_name(command);
	time_t seconds = (time_t)when;
	struct tm local;
	char stamp[32] = "";

	if (localtime_r(&seconds, &local)) {
		strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &local);
	}
	char *name = g_strdup_printf("v8scope-%s-%s", base, stamp);
	g_free(base);
	return name;
}

char *v8scope_output_session_name(const char *command, pid_t pid)
{
	char *base = plain_name(command);
	char *name = g_strdup_printf("v8scope-%s-%ld", base, (long)pid);

	g_free(base);
	return name;
}

static bool set_error(GError **error, const char *path, const char *problem)
{
	g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_OUTPUT_DIRECTORY,
		"cannot write a trace to %s: %s; give another directory with -o DIR", path,
		problem);
	return false;
}

static bool is_empty(const char *path)
{
	GDir *dir = g_dir_open(path, 0, NULL);
	bool empty = dir && !g_dir_read_name(dir);

	if (dir) {
		g_dir_close(dir);
	}
	return empty;
}

static bool check_existing(const char *path, GError **error)
{
	if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
		return set_error(error, path, "it exists and is not a directory");
	}
	if (access(path, R_OK | W_OK | X_OK) != 0) {
		return set_error(error, path, g_strerror(errno));
	}
	if (!is_empty(path)) {
		return set_error(error, path, "it exists and is not empty");
	}
	return true;
}

static bool use_requested(struct v8scope_output *output, const char *requested, GError **error)
{
	output->name = g_strdup(requested);
	if (mkdir(requested, 0700) == 0) {
		output->created = true;
		return true;
	}
	if (errno == EEXIST) {
		return check_existing(requested, error);
	}
	return set_error(error, requested, g_strerror(errno));
}

static bool make_default(struct v8scope_output *output, const char *command, GError **error)
{
	char *base = v8scope_output_default_name(command, (int64_t)time(NULL));

	output->name = g_strdup(base);
	for (int suffix = 2; !output->created; suffix++) {
		if (mkdir(output->name, 0700) == 0) {
			output->created = true;
		} else if (errno != EEXIST || suffix > max_suffix) {
			set_error(error, output->name, g_strerror(errno));
			break;
		} else {
			g_free(output->name);
			output->name = g_strdup_printf("%s-%d", base, suffix);
		}
	}
	g_free(base);
	return output->created;
}

bool v8scope_output_init(
	struct v8scope_output *output, const char *requested, const char *command, GError **error)
{
	bool ok;

	*output = (struct v8scope_output){0};
	if (requested) {
		ok = use_requested(output, requested, error);
	} else {
		ok = make_default(output, command, error);
	}
	if (!ok) {
		v8scope_output_fini(output);
		return false;
	}
	output->path = g_canonicalize_filename(output->name, NULL);
	if (v8scope_output_disk_is_full(output)) {
		set_error(error, output->path, "its disk is full");
		v8scope_output_remove_if_empty(output);
		v8scope_output_fini(output);
		return false;
	}
	return true;
}

bool v8scope_output_init_beside(struct v8scope_output *beside, const struct v8scope_output *output,
	unsigned int number, GError **error)
{
	size_t length = strlen(output->name);

	*beside = (struct v8scope_output){0};
	if (v8scope_output_disk_is_full(output)) {
		return set_error(error, output->path, "its disk is full");
	}
	while (length > 1 && output->name[length - 1] == '/') {
		length--;
	}
	for (unsigned int last = number + max_suffix; !beside->created; number++) {
		beside->name = g_strdup_printf("%.*s-%u", (int)length, output->name, number);
		beside->path = g_strdup_printf("%s-%u", output->path, number);
		if (mkdir(beside->path, 0700) == 0) {
			beside->created = true;
		} else if (errno != EEXIST || number == last) {
			set_error(error, beside->path, g_strerror(errno));
			v8scope_output_fini(beside);
			return false;
		} else {
			v8scope_output_fini(beside);
		}
	}
	return true;
}

void v8scope_output_fini(struct v8scope_output *output)
{
	g_free(output->name);
	g_free(output->path);
	*output = (struct v8scope_output){0};
}

char *v8scope_output_make_snapshot_dir(const struct v8scope_output *output, GError **error)
{
	char *path = g_build_filename(output->path, SNAPSHOT_DIR, NULL);

	if (mkdir(path, 0700) != 0) {
		set_error(error, path, g_strerror(errno));
		g_clear_pointer(&path, g_free);
	}
	return path;
}

/* rmdir refuses those that hold something, which is what is wanted. */
static int remove_empty_dir(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	if (type == FTW_DP && ftw->level > 0) {
		rmdir(path);
	}
	return 0;
}

void v8scope_output_remove_if_empty(const struct v8scope_output *output)
{
	nftw(output->path, remove_empty_dir, max_open_dirs, FTW_DEPTH | FTW_PHYS);
	if (output->created) {
		rmdir(output->path);
	}
}

/* nftw() has no argument to pass through. */
static uint64_t size_sum;

static int add_size(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)path;
	(void)ftw;
	if (type == FTW_F) {
		size_sum += (uint64_t)st->st_size;
	}
	return 0;
}

uint64_t v8scope_output_size(const struct v8scope_output *output)
{
	size_sum = 0;
	nftw(output->path, add_size, max_open_dirs, FTW_PHYS);
	return size_sum;
}

bool v8scope_output_disk_is_full(const struct v8scope_output *output)
{
	struct statvfs fs;

	if (statvfs(output->path, &fs) != 0) {
		return false;
	}
	uint64_t size = (uint64_t)fs.f_blocks * fs.f_frsize;
	uint64_t available = (uint64_t)fs.f_bavail * fs.f_frsize;
	return size > 0 && available <= MIN(full_below_bytes, size / full_below_part);
}
