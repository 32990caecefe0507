/* SPDX-License-Identifier: MIT */
/* The environment of the recorded command. */
#ifndef V8SCOPE_RECORD_ENVIRONMENT_H
#define V8SCOPE_RECORD_ENVIRONMENT_H

#include <glib.h>
#include <stdbool.h>

/* The path of libv8scope.so, checked to be usable in LD_PRELOAD; owned. NULL on error. */
char *v8scope_environment_find_runtime(GError **error);

/*
 * The path of the script with which node loads v8scope as an addon; owned. NULL if
 * it is not there, or `command` or the environment `base` restricts what node may
 * read: under node's permission model the script alone would end the program.
 */
char *v8scope_environment_find_node_preload(char *const *command, const char *const *base);

/*
 * `base` plus what libv8scope.so reads: it is preloaded before what was preloaded
 * already, and node requires `node_preload`, if not NULL, before what it was to
 * require. The caller frees the result with g_strfreev().
 */
char **v8scope_environment_create(const char *const *base, const char *runtime,
	const char *node_preload, const char *gc, const char *control_path, bool no_loss);

#endif
