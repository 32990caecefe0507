/* SPDX-License-Identifier: MIT */
#include "pending_promises.h"

#include "rusty_v8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve_one(struct pending_promises *pending)
{
	size_t capacity = pending->capacity == 0 ? 16 : 2 * pending->capacity;
	const struct v8__Data **globals;

	if (pending->count < pending->capacity) {
		return true;
	}
	globals = realloc(pending->globals, capacity * sizeof(*globals));
	if (globals == NULL) {
		return false;
	}
	pending->globals = globals;
	pending->capacity = capacity;
	return true;
}

bool pending_promises_push(struct pending_promises *pending, struct v8__Isolate *isolate,
	const struct v8__Promise *promise)
{
	if (!reserve_one(pending)) {
		fputs("v8heapexperiment: out of memory for the list of promises\n", stderr);
		return false;
	}
	pending->globals[pending->count++] =
		v8__Global__New(isolate, (const struct v8__Data *)promise);
	return true;
}

static bool result_equals(struct v8__Isolate *isolate, const struct v8__Context *context,
	const struct v8__Promise *promise, const char *expected)
{
	const struct v8__Value *result = v8__Promise__Result(promise);
	const struct v8__String *text = v8__Value__ToString(result, context);
	char buffer[64];
	int written;

	if (text == NULL || v8__String__Utf8Length(text, isolate) != (int)strlen(expected)) {
		return false;
	}
	written = v8__String__WriteUtf8(
		text, isolate, buffer, sizeof(buffer), NULL, v8__String__REPLACE_INVALID_UTF8);
	return written > (int)strlen(expected) && strcmp(buffer, expected) == 0;
}

bool pending_promises_settle(struct pending_promises *pending, struct v8__Isolate *isolate,
	const struct v8__Context *context, const char *expected)
{
	bool as_expected = true;
	size_t kept = 0;

	for (size_t i = 0; i < pending->count; i++) {
		const struct v8__Data *global = pending->globals[i];
		const struct v8__Promise *promise =
			(const struct v8__Promise *)v8__Local__New(isolate, global);

		if (!as_expected || v8__Promise__State(promise) != v8__Promise__kFulfilled) {
			pending->globals[kept++] = global;
			continue;
		}
		if (!result_equals(isolate, context, promise, expected)) {
			fprintf(stderr, "v8heapexperiment: unexpected result, not \"%s\"\n",
				expected);
			as_expected = false;
		}
		v8__Global__Reset(global);
	}
	pending->count = kept;
	return as_expected;
}

void pending_promises_fini(struct pending_promises *pending)
{
	for (size_t i = 0; i < pending->count; i++) {
		v8__Global__Reset(pending->globals[i]);
	}
	free(pending->globals);
	*pending = (struct pending_promises){0};
}
