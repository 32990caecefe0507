/* SPDX-License-Identifier: MIT */
#include "names.h"

#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Itanium C++ ABI, section 3.4; declared here because cxxabi.h is a C++ header. */
extern char *__cxa_demangle(const char *mangled, char *buffer, size_t *length, int *status);

/* Cuts off what the compiler adds to a copy of a function: "f.cold", "f(int) [clone .cold]". */
static void strip_clone(char *name)
{
	char *clone = strstr(name, " [clone");

	if (clone != NULL) {
		*clone = '\0';
	}
}

static void strip_qualifiers(char *name)
{
	static const char *const qualifiers[] = {" const", " volatile", " &", " &&"};
	bool stripped;

	do {
		stripped = false;
		for (size_t i = 0; i < G_N_ELEMENTS(qualifiers); i++) {
			if (g_str_has_suffix(name, qualifiers[i])) {
				name[strlen(name) - strlen(qualifiers[i])] = '\0';
				stripped = true;
			}
		}
	} while (stripped);
}

/* The '(' that the last character, a ')', closes; NULL if there is none. */
static char *matching_parenthesis(char *name)
{
	int depth = 0;

	for (char *c = name + strlen(name) - 1; c >= name; c--) {
		if (*c == ')') {
			depth++;
		} else if (*c == '(' && --depth == 0) {
			return c;
		}
	}
	return NULL;
}

/* "ns::f(int) const" -> "ns::f". False if there is no parameter list: not a function. */
static bool strip_parameters(char *name)
{
	char *open;

	strip_qualifiers(name);
	if (!g_str_has_suffix(name, ")")) {
		return false;
	}
	open = matching_parenthesis(name);
	if (open == NULL || open == name) {
		return false;
	}
	*open = '\0';
	return true;
}

/*
 * Mangled names of template functions include the return type: "void f<int>".
 * Names with an operator are left alone: "operator<" looks like a bracket.
 */
static void strip_return_type(char *name)
{
	char *start = name;
	int depth = 0;

	if (strstr(name, "operator") != NULL) {
		return;
	}
	for (char *c = name; *c != '\0'; c++) {
		if (strchr("<([{", *c) != NULL) {
			depth++;
		} else if (strchr(">)]}", *c) != NULL) {
			depth--;
		} else if (*c == ' ' && depth == 0) {
			start = c + 1;
		}
	}
	memmove(name, start, strlen(start) + 1);
}

/* Rust's older mangling is C++'s with a last component "h" and 16 hex digits. */
static void strip_rust_hash(char *name)
{
	const size_t hash_length = strlen("::h0123456789abcdef");
	size_t length = strlen(name);
	char *hash;

	if (length <= hash_length) {
		return;
	}
	hash = name + length - hash_length;
	if (g_str_has_prefix(hash, "::h") && strspn(hash + 3, "0123456789abcdef") == 16) {
		*hash = '\0';
	}
}

static char *tidy_cxx(const char *demangled)
{
	char *name = g_strdup(demangled);

	strip_clone(name);
	if (strip_parameters(name)) {
		strip_return_type(name);
	}
	strip_rust_hash(name);
	return name;
}

char *v8scope_names_demangle(const char *symbol)
{
	char *demangled = NULL;
	char *name;
	int status;

	if (g_str_has_prefix(symbol, "_Z")) {
		demangled = __cxa_demangle(symbol, NULL, NULL, &status);
	}
	if (demangled != NULL) {
		name = tidy_cxx(demangled);
	} else if (symbol[0] != '\0' && symbol[0] != '.') {
		/* GCC: f.constprop.0, f.part.0, f.cold. */
		name = g_strndup(symbol, strcspn(symbol, "."));
	} else {
		name = g_strdup(symbol);
	}
	free(demangled);
	return name;
}
