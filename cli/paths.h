/* SPDX-License-Identifier: MIT */
/* Where the parts of v8scope that go with this executable are. */
#ifndef V8SCOPE_PATHS_H
#define V8SCOPE_PATHS_H

#include <glib.h>

/*
 * The full path of `name` ("libv8scope.so", "babeltrace2/plugins") in the
 * library folder that belongs to this executable: $V8SCOPE_LIBDIR alone if it
 * is set, else the installation's or the build tree's. NULL if it is not there;
 * then `*searched` is a list of the places for a message. The caller frees both.
 */
char *v8scope_paths_find(const char *name, char **searched);

/* The same for an executable in `bindir`, with `override` for $V8SCOPE_LIBDIR. */
char *v8scope_paths_find_from(
	const char *bindir, const char *override, const char *name, char **searched);

#endif
