/* SPDX-License-Identifier: MIT */
/* The symbols that the runtime names, for tests that cannot read its tables. */
#ifndef V8SCOPE_TEST_SYMBOLS_H
#define V8SCOPE_TEST_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A function by its first name and all of its aliases; NULL-terminated. */
struct symbols {
	const char *id;
	const char *const *names;
};

extern const struct symbols v8scope_test_hooks[];
extern const size_t v8scope_test_hook_count;

/*
 * How many functions a V8 should export, by one of their names, and does not. Each
 * is told of on stderr. What one V8 has in another form than the next is missing
 * only if it has neither.
 */
size_t v8scope_test_count_missing(bool (*exists)(const char *name, void *data), void *data);

#ifdef __cplusplus
}
#endif

#endif
