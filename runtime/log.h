/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_LOG_H
#define V8SCOPE_LOG_H

/*
 * One line on stderr, only under V8SCOPE_DEBUG. Keeps errno. Never called on a
 * fast path.
 */
void v8scope_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
