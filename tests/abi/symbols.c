/* SPDX-License-Identifier: MIT */
#include "symbols.h"

#include <stdio.h>
#include <string.h>

#include "manifest.h"
#include "v8_api.h"

#define HOOK(id, ret, params, ...) {#id, (const char *const[]){__VA_ARGS__, NULL}},
const struct symbols v8scope_test_hooks[] = {V8SCOPE_HOOKS(HOOK)};
const size_t v8scope_test_hook_count = sizeof(v8scope_test_hooks) / sizeof(v8scope_test_hooks[0]);

#define API(id, ret, params, ...) {#id, (const char *const[]){__VA_ARGS__, NULL}},
static const struct symbols api[] = {V8SCOPE_V8_API(API)};

/* Exported by V8s that inline HandleScope, to be called from there. */
#define INLINED "_ZN2v811HandleScope6ExtendEPNS_7IsolateE"
#define DEINITIALIZE "_ZN2v87Isolate12DeinitializeEv"

/* A function may be missing where the V8 has this symbol, or, if so said, has not. */
static const struct {
	const char *id;
	const char *symbol;
	bool if_it_has_not;
} excuses[] = {
	{"handle_scope_construct", INLINED, false},
	{"handle_scope_destruct", INLINED, false},
	{"create_handle", INLINED, false},
	{"globalize", "_ZN2v812api_internal18GlobalizeReferenceEPNS_8internal7IsolateEm", false},
	{"globalize_value", "_ZN2v812api_internal18GlobalizeReferenceEPNS_8internal7IsolateEPm",
		false},
	{"globalize_traced",
		"_ZN2v88internal24GlobalizeTracedReferenceEPNS0_7IsolateEmPmNS0_"
		"24TracedReferenceStoreModeENS0_23TracedReferenceHandlingE",
		false},
	{"globalize_traced_value",
		"_ZN2v88internal24GlobalizeTracedReferenceEPNS0_7IsolateEPmS3_NS0_"
		"21GlobalHandleStoreModeE",
		false},
	/* New in V8 13. */
	{"function_call_in", DEINITIALIZE, true},
	{"isolate_new_in_group", DEINITIALIZE, true},
	{"isolate_deinitialize", DEINITIALIZE, true},
	/* V8 13 has a constant in its headers instead: layout.cc compares it. */
	{"current_level_address", DEINITIALIZE, false},
	{"current_next_address", DEINITIALIZE, false},
};

typedef bool exists_fn(const char *name, void *data);

static bool is_excused(const char *id, exists_fn *exists, void *data)
{
	for (size_t i = 0; i < sizeof(excuses) / sizeof(excuses[0]); i++) {
		if (strcmp(excuses[i].id, id) == 0) {
			return exists(excuses[i].symbol, data) != excuses[i].if_it_has_not;
		}
	}
	return false;
}

static size_t count_missing(
	const struct symbols *functions, size_t count, exists_fn *exists, void *data)
{
	size_t missing = 0;

	for (size_t i = 0; i < count; i++) {
		const char *const *name = functions[i].names;

		while (*name != NULL && !exists(*name, data)) {
			name++;
		}
		if (*name == NULL && !is_excused(functions[i].id, exists, data)) {
			fprintf(stderr, "%s: no %s\n", functions[i].id, functions[i].names[0]);
			missing++;
		}
	}
	return missing;
}

size_t v8scope_test_count_missing(exists_fn *exists, void *data)
{
	return count_missing(v8scope_test_hooks, v8scope_test_hook_count, exists, data) +
	       count_missing(api, sizeof(api) / sizeof(api[0]), exists, data);
}
