/* SPDX-License-Identifier: MIT */
#include "symbols.h"

#include "manifest.h"
#include "v8_api.h"

#define HOOK(id, ret, params, ...) {#id, (const char *const[]){__VA_ARGS__, NULL}},
const struct symbols v8scope_test_hooks[] = {V8SCOPE_HOOKS(HOOK)};
const size_t v8scope_test_hook_count = sizeof(v8scope_test_hooks) / sizeof(v8scope_test_hooks[0]);

#define API(id, ret, params, symbol) {#id, (const char *const[]){symbol, NULL}},
const struct symbols v8scope_test_api[] = {V8SCOPE_V8_API(API)};
const size_t v8scope_test_api_count = sizeof(v8scope_test_api) / sizeof(v8scope_test_api[0]);
