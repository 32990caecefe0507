/* SPDX-License-Identifier: MIT */
#include "names.h"

#include <demangle.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* Cuts off what the compiler adds to a copy of a function: "f [clone .cold]". */
static void strip_clone(char *name)
{
	char *clone = strstr(name, " [clone");

	if (clone != NULL) {
		*clone = '\0';
	}
}

/*
 * Rust's older mangling ends in "E"; LLVM adds ".llvm.1234" to what it makes local, and
 * libiberty knows that of the newer mangling only. Periods occur within names, too.
 */
static char *demangle_rust(const char *symbol)
{
	const char *end = g_strrstr(symbol, "E.");
	char *whole, *name;

	if (end == NULL || symbol[strlen(symbol) - 1] == 'E') {
		return rust_demangle(symbol, DMGL_NO_OPTS);
	}
	whole = g_strndup(symbol, (gsize)(end + 1 - symbol));
	name = rust_demangle(whole, DMGL_NO_OPTS);
	g_free(whole);
	return name;
}

/* Behind "n16_", the distance by which a thunk moves `this`; NULL: it is none. */
static const char *skip_distance(const char *distance)
{
	size_t digits;

	if (*distance == 'n') {
		distance++;
	}
	digits = strspn(distance, "0123456789");
	return digits > 0 && distance[digits] == '_' ? distance + digits + 1 : NULL;
}

/*
 * A C++ thunk calls the function that it is named after, and that is the name to show. NULL: the
 * symbol is of no thunk.
 */
static char *function_of_thunk(const char *symbol)
{
	const char *function = NULL;

	if (g_str_has_prefix(symbol, "_ZTh")) {
		function = skip_distance(symbol + strlen("_ZTh"));
	} else if (g_str_has_prefix(symbol, "_ZTv")) {
		function = skip_distance(symbol + strlen("_ZTv"));
		function = function != NULL ? skip_distance(function) : NULL;
	}
	return function != NULL ? g_strconcat("_Z", function, NULL) : NULL;
}

static char *demangle_cxx(const char *symbol)
{
	char *function = function_of_thunk(symbol);
	char *name = cplus_demangle_v3(function != NULL ? function : symbol, DMGL_NO_OPTS);

	g_free(function);
	return name;
}

/* Rust first: to C++ its older mangling is a name that ends in a hash. */
static char *demangle(const char *symbol)
{
	char *name = demangle_rust(symbol);

	return name != NULL ? name : demangle_cxx(symbol);
}

char *v8scope_names_demangle(const char *symbol)
{
	char *demangled = demangle(symbol);
	char *name;

	if (demangled != NULL) {
		strip_clone(demangled);
		name = g_strdup(demangled);
	} else if (symbol[0] != '\0' && symbol[0] != '.') {
		/* GCC: f.constprop.0, f.part.0, f.cold. */
		name = g_strndup(symbol, strcspn(symbol, "."));
	} else {
		name = g_strdup(symbol);
	}
	free(demangled);
	return name;
}
