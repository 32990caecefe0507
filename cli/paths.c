/* SPDX-License-Identifier: MIT */
#include "paths.h"

#include <unistd.h>

/* From the folder of the executable; the first is this installation's layout. */
static const char *const relative_libdirs[] = {V8SCOPE_RELATIVE_LIBDIR, "../lib"};

static char *find_in(const char *libdir, const char *name, GString *searched)
{
	char *candidate = g_build_filename(libdir, name, NULL);
	char *path = g_canonicalize_filename(candidate, NULL);

	g_free(candidate);
	if (access(path, R_OK) == 0) {
		return path;
	}
	if (!strstr(searched->str, path)) {
		g_string_append_printf(searched, "%s%s", searched->len ? ", " : "", path);
	}
	g_free(path);
	return NULL;
}

char *v8scope_paths_find_from(
	const char *bindir, const char *override, const char *name, char **searched)
{
	GString *places = g_string_new(NULL);
	char *path = NULL;

	if (override && *override) {
		path = find_in(override, name, places);
	} else {
		for (size_t i = 0; !path && i < G_N_ELEMENTS(relative_libdirs); i++) {
			char *libdir = g_build_filename(bindir, relative_libdirs[i], NULL);

			path = find_in(libdir, name, places);
			g_free(libdir);
		}
	}
	*searched = g_string_free(places, path != NULL);
	return path;
}

char *v8scope_paths_find(const char *name, char **searched)
{
	char *self = g_file_read_link("/proc/self/exe", NULL);
	char *bindir = g_path_get_dirname(self ? self : "/usr/bin/v8scope");
	char *path = v8scope_paths_find_from(bindir, g_getenv("V8SCOPE_LIBDIR"), name, searched);

	g_free(bindir);
	g_free(self);
	return path;
}
