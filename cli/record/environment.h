/* SPDX-License-Identifier: MIT */
/* The environment of the recorded command. */
#ifndef V8SCOPE_RECORD_ENVIRONMENT_H
#define V8SCOPE_RECORD_ENVIRONMENT_H

#include <glib.h>
#include <stdbool.h>

/* The path of libv8scope.so, checked to be usable in LD_PRELOAD; owned. NULL on error. */
char *v8scope_environment_find_runtime(GError **error);

/*
 * `base` plus what libv8scope.so reads: it is preloaded before what was preloaded
 * already. The caller frees the result with g_strfreev().
 */
char **v8scope_environment_create(const char *const *base, const char *runtime, const char *gc,
	const char *control_path, bool no_loss);

#endif
