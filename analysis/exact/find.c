/* SPDX-License-Identifier: MIT */
#include <glib/gstdio.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "snapshot_source.h"

#define FOLDER "snapshots"

void v8scope_snapshot_source_fini(struct v8scope_snapshot_source *source)
{
	g_clear_pointer(&source->directory, g_free);
	g_clear_pointer(&source->file, g_free);
}

/* A regular file of that size: whatever else is there is not what was recorded. */
static bool is_the_file(const char *path, uint64_t bytes, char **problem)
{
	struct stat status;

	if (stat(path, &status) != 0) {
		*problem = g_strdup_printf("%s is not there", path);
		return false;
	}
	if (!S_ISREG(status.st_mode)) {
		*problem = g_strdup_printf("%s is no regular file", path);
		return false;
	}
	if ((uint64_t)status.st_size != bytes) {
		*problem = g_strdup_printf("%s has %" G_GINT64_FORMAT
					   " bytes, but %" G_GUINT64_FORMAT " were recorded",
			path, (gint64)status.st_size, (guint64)bytes);
		return false;
	}
	return true;
}

/* `path` without symbolic links if that is inside the directory, else NULL; both exist. */
static char *resolve_inside(const char *directory, const char *path)
{
	char *resolved = realpath(path, NULL);
	char *root = realpath(directory, NULL);
	char *prefix =
		root ? g_strconcat(root, g_str_has_suffix(root, "/") ? "" : "/", NULL) : NULL;
	char *result = NULL;

	if (resolved && prefix && g_str_has_prefix(resolved, prefix)) {
		result = g_strdup(resolved);
	}
	g_free(prefix);
	free(root);
	free(resolved);
	return result;
}

static char *find_in_directory(const char *directory, const char *recorded)
{
	char *name = g_path_get_basename(recorded);
	char *moved = g_build_filename(directory, FOLDER, name, NULL);
	char *found = resolve_inside(directory, recorded);

	if (!found) {
		found = resolve_inside(directory, moved);
	}
	g_free(moved);
	g_free(name);
	return found;
}

char *v8scope_snapshot_find(const struct v8scope_snapshot_source *source, const char *recorded,
	uint64_t bytes, char **problem)
{
	char *path = NULL;

	if (source->file) {
		path = g_strdup(source->file);
	} else if (!source->directory) {
		*problem = g_strdup("it was not looked for: where the trace lies is not known");
		return NULL;
	} else {
		path = find_in_directory(source->directory, recorded ? recorded : "");
	}
	if (!path) {
		char *name = g_path_get_basename(recorded ? recorded : "");

		*problem = g_strdup_printf(
			"%s is not in the trace's directory; --snapshot=FILE names it", name);
		g_free(name);
		return NULL;
	}
	if (!is_the_file(path, bytes, problem)) {
		g_clear_pointer(&path, g_free);
	}
	return path;
}
