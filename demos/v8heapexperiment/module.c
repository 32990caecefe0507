/* SPDX-License-Identifier: MIT */
#include "module.h"

#include "rusty_v8.h"

#include <stdio.h>

static const struct v8__String *new_string(struct v8__Isolate *isolate, const char *text)
{
	return v8__String__NewFromUtf8(isolate, text, v8__NewStringType__kNormal, -1);
}

/* The module imports nothing, so V8 never asks. */
static const struct v8__Module *resolve_module_imports(const struct v8__Context *context,
	const struct v8__String *specifier, const struct v8__FixedArray *import_assertions,
	const struct v8__Module *referrer)
{
	(void)context;
	(void)specifier;
	(void)import_assertions;
	(void)referrer;
	return NULL;
}

static void print_exception(struct v8__Isolate *isolate, const struct v8__Context *context,
	const struct v8__TryCatch *try_catch)
{
	const struct v8__String *text =
		v8__Value__ToString(v8__TryCatch__Exception(try_catch), context);
	char message[256] = "unknown exception";

	if (text != NULL) {
		int written = v8__String__WriteUtf8(text, isolate, message, sizeof(message) - 1,
			NULL, v8__String__REPLACE_INVALID_UTF8);

		message[written] = '\0';
	}
	fprintf(stderr, "v8heapexperiment: the module does not compile: %s\n", message);
}

const struct v8__Module *create_module(
	struct v8__Isolate *isolate, const struct v8__Context *context, const char *source_text)
{
	struct v8__ScriptOrigin origin;
	struct v8__ScriptCompiler__Source source;
	struct v8__TryCatch try_catch;
	const struct v8__Module *module;

	v8__ScriptOrigin__CONSTRUCT(isolate, &origin,
		(const struct v8__Value *)new_string(isolate, "<resource>"), 0, 0, false, 0,
		(const struct v8__Value *)v8__Undefined(isolate), false, false, true);
	v8__ScriptCompiler__Source__CONSTRUCT(
		&source, new_string(isolate, source_text), &origin, NULL);
	v8__TryCatch__CONSTRUCT(&try_catch, isolate);
	module = v8__ScriptCompiler__CompileModule(isolate, &source,
		v8__ScriptCompiler__kNoCompileOptions, v8__ScriptCompiler__kNoCacheNoReason);
	if (v8__TryCatch__HasCaught(&try_catch)) {
		print_exception(isolate, context, &try_catch);
		module = NULL;
	}
	v8__TryCatch__DESTRUCT(&try_catch);
	v8__ScriptCompiler__Source__DESTRUCT(&source);
	return module;
}

/* Returns a Global, or NULL. `context` is entered. */
static const struct v8__Data *evaluate_source(
	struct v8__Isolate *isolate, const struct v8__Context *context, const char *source)
{
	const struct v8__Module *module = create_module(isolate, context, source);

	if (module == NULL) {
		return NULL;
	}
	if (v8__Module__InstantiateModule(module, context, resolve_module_imports) !=
			v8__MaybeBool__JustTrue ||
		v8__Module__Evaluate(module, context) == NULL) {
		fputs("v8heapexperiment: the module could not be evaluated\n", stderr);
		return NULL;
	}
	return v8__Global__New(isolate, (const struct v8__Data *)module);
}

const struct v8__Data *create_global_module(struct v8__Isolate *isolate, const char *source)
{
	struct v8__HandleScope handle_scope;
	const struct v8__Context *context;
	const struct v8__Data *global_module;

	v8__HandleScope__CONSTRUCT(&handle_scope, isolate);
	context = v8__Context__New(isolate, v8__ObjectTemplate__New(isolate, NULL), NULL);
	v8__Context__Enter(context);
	global_module = evaluate_source(isolate, context, source);
	v8__Context__Exit(context);
	v8__HandleScope__DESTRUCT(&handle_scope);
	return global_module;
}
