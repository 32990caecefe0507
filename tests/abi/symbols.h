/* SPDX-License-Identifier: MIT */
/* The symbols that the runtime names, for a test in C++ that cannot read its tables. */
#ifndef V8SCOPE_TEST_SYMBOLS_H
#define V8SCOPE_TEST_SYMBOLS_H

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
extern const struct symbols v8scope_test_api[];
extern const size_t v8scope_test_api_count;

#ifdef __cplusplus
}
#endif

#endif
