/* SPDX-License-Identifier: MIT */
#include "plumbing.h"

#include <glib.h>
#include <stddef.h>
#include <string.h>

enum subject {
	SUBJECT_FUNCTION, /* begins with the pattern; Rust's "<Type as Trait>::f" with its type */
	SUBJECT_HEADER,	  /* a .h file whose last path component begins with the pattern */
	SUBJECT_MODULE,	  /* its last path component begins with the pattern */
};

struct rule {
	enum subject subject;
	const char *pattern;
	bool plumbing;
};

/* The first rule that matches decides. A new binding of V8 is a row here. */
static const struct rule rules[] = {
	/* An addon's own entry point, although napi.h's macro names it. */
	{SUBJECT_FUNCTION, "napi_register_module", false},

	{SUBJECT_FUNCTION, "v8::", true},      /* V8's API, and rusty_v8's Rust half */
	{SUBJECT_FUNCTION, "v8__", true},      /* rusty_v8's C half */
	{SUBJECT_FUNCTION, "v8scope::", true}, /* handle_scope.hh */
	{SUBJECT_FUNCTION, "cppgc::", true},   /* V8's C++ heap */
	{SUBJECT_FUNCTION, "node::", true},    /* Node.js itself */
	{SUBJECT_FUNCTION, "napi_", true},     /* Node-API */
	{SUBJECT_FUNCTION, "Napi::", true},    /* node-addon-api */
	{SUBJECT_FUNCTION, "Nan::", true},     /* nan */

	/* Headers whose inline functions may have no telling name. */
	{SUBJECT_HEADER, "v8-", true},
	{SUBJECT_HEADER, "v8.h", true},
	{SUBJECT_HEADER, "nan.h", true},
	{SUBJECT_HEADER, "nan_", true},
	{SUBJECT_HEADER, "napi.h", true},
	{SUBJECT_HEADER, "napi-inl.h", true},

	/* Scopes kept in a smart pointer, a pin or a closure. */
	{SUBJECT_FUNCTION, "std::", true},
	{SUBJECT_FUNCTION, "__gnu_cxx::", true},
	{SUBJECT_FUNCTION, "core::ops::function::", true},
	{SUBJECT_FUNCTION, "core::option::", true},
	{SUBJECT_FUNCTION, "core::pin::", true},
	{SUBJECT_FUNCTION, "core::result::", true},
	{SUBJECT_FUNCTION, "alloc::boxed::", true},

	/* What runs before main(). */
	{SUBJECT_FUNCTION, "__libc_start", true},
	{SUBJECT_FUNCTION, "_start", true},

	/* Objects that are plumbing as a whole; for those without symbols. */
	{SUBJECT_MODULE, "libnode.so", true},
	{SUBJECT_MODULE, "libv8", true}, /* V8 as a shared library, and libv8scope.so */
	{SUBJECT_MODULE, "libc.so", true},
	{SUBJECT_MODULE, "libstdc++.so", true},
};

static bool last_component_begins(const char *path, const char *pattern)
{
	char *name = g_path_get_basename(path);
	bool begins = g_str_has_prefix(name, pattern);

	g_free(name);
	return begins;
}

static bool matches(
	const struct rule *rule, const char *function, const char *file, const char *module)
{
	switch (rule->subject) {
	case SUBJECT_FUNCTION:
		return function != NULL &&
		       g_str_has_prefix(function + strspn(function, "<"), rule->pattern);
	case SUBJECT_HEADER:
		return file != NULL && g_str_has_suffix(file, ".h") &&
		       last_component_begins(file, rule->pattern);
	case SUBJECT_MODULE:
		return module != NULL && last_component_begins(module, rule->pattern);
	}
	return false;
}

bool v8scope_is_plumbing(const char *function, const char *file, const char *module)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++) {
		if (matches(&rules[i], function, file, module)) {
			return rules[i].plumbing;
		}
	}
	return false;
}
