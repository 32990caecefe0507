/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_RECORD_DESCRIPTOR_HELPER_H
#define V8SCOPE_RECORD_DESCRIPTOR_HELPER_H

/*
 * `env`, which is taken over, with LTTng-UST's library for programs that close every descriptor
 * preloaded as well, if there is one: LTTng-UST would otherwise write into files of the
 * program's. The caller frees the result with g_strfreev().
 */
char **v8scope_descriptor_helper_add(char **env);

#endif
