/* SPDX-License-Identifier: MIT */
/* The CTF traces in a directory. */
#ifndef V8SCOPE_REPORT_INPUT_H
#define V8SCOPE_REPORT_INPUT_H

#include <glib.h>

/*
 * The absolute paths of the directories at and below `path` that hold a CTF trace
 * (a file `metadata`), sorted. NULL on error; there is always at least one. The
 * caller frees it with g_ptr_array_unref().
 */
GPtrArray *v8scope_input_find_traces(const char *path, GError **error);

#endif
