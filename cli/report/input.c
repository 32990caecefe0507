/* SPDX-License-Identifier: MIT */
#include "input.h"

#include <errno.h>
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>

#include "../exit_status.h"

static const int max_open_dirs = 16;

/* nftw() has no argument to pass through. */
static GPtrArray *found;

static int add_if_metadata(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	if (type == FTW_F && st->st_size > 0 && strcmp(path + ftw->base, "metadata") == 0) {
		g_ptr_array_add(found, g_path_get_dirname(path));
	}
	return 0;
}

static gint compare_paths(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void check_directory(const char *path, GError **error)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACE_MISSING,
			"%s: %s; give the directory that 'v8scope record' wrote", path,
			g_strerror(errno));
	} else if (!S_ISDIR(st.st_mode)) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACE_MISSING,
			"%s is not a directory; give the one that 'v8scope record' wrote", path);
	}
}

GPtrArray *v8scope_input_find_traces(const char *path, GError **error)
{
	GError *problem = NULL;

	check_directory(path, &problem);
	if (problem) {
		g_propagate_error(error, problem);
		return NULL;
	}
	char *root = g_canonicalize_filename(path, NULL);
	GPtrArray *traces = g_ptr_array_new_with_free_func(g_free);

	found = traces;
	nftw(root, add_if_metadata, max_open_dirs, FTW_PHYS);
	found = NULL;
	g_free(root);
	if (traces->len == 0) {
		g_set_error(error, V8SCOPE_EXIT_ERROR, V8SCOPE_EXIT_STATUS_TRACE_EMPTY,
			"%s holds no trace: expected a file 'metadata' with contents in it or "
			"below; a recording that was killed, or that saw no traced program, "
			"leaves none",
			path);
		g_ptr_array_unref(traces);
		return NULL;
	}
	g_ptr_array_sort(traces, compare_paths);
	return traces;
}
