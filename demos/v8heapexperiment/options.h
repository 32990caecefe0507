/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_DEMOS_OPTIONS_H
#define V8SCOPE_DEMOS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the exported `main` of the module is. */
enum options_source {
	OPTIONS_SOURCE_ASYNC, /* returns a promise: the heap grows */
	OPTIONS_SOURCE_SYNC,  /* returns a string: only handles pile up */
};

enum options_scope {
	OPTIONS_SCOPE_OUTER, /* one HandleScope around the loop, as the original */
	OPTIONS_SCOPE_BATCH, /* one for `batch` iterations; 1 is the fix */
};

struct options {
	enum options_source source;
	enum options_scope scope;
	uint64_t batch;		  /* iterations a scope stays open; OPTIONS_SCOPE_BATCH only */
	uint64_t iterations;	  /* 0: until V8 runs out of heap */
	size_t heap_limit;	  /* bytes; 0: V8's default */
	bool measure;		  /* full GCs of our own before and after the loop */
	const char *summary_path; /* borrowed from argv; NULL: no file */
};

enum options_status {
	OPTIONS_STATUS_OK,
	OPTIONS_STATUS_HELP,  /* --help was asked for and printed */
	OPTIONS_STATUS_ERROR, /* said on stderr */
};

enum options_status options_parse(struct options *options, int argc, char **argv);

const char *options_source_name(const struct options *options);

/* The word after --scope=; `buffer` has room for `size` bytes. */
void options_scope_name(const struct options *options, char *buffer, size_t size);

#endif
