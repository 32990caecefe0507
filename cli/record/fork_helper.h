/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_RECORD_FORK_HELPER_H
#define V8SCOPE_RECORD_FORK_HELPER_H

/*
 * `env`, which is taken over, with LTTng-UST's libraries for programs that fork without
 * executing another one and for those that close every descriptor preloaded as well, if there
 * are any: the child's events would otherwise be recorded as the parent's, and LTTng-UST would
 * write into files of the program's. The caller frees the result with g_strfreev().
 */
char **v8scope_fork_helper_add(char **env);

#endif
