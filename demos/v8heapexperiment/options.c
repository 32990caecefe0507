/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
	"Usage: v8heapexperiment [OPTION]...\n"
	"Call an exported JavaScript function five times an iteration, and watch V8's heap.\n"
	"\n"
	"  --source=async|sync    what the function is (default: async)\n"
	"  --scope=outer          one HandleScope around the whole loop (default): async leaks\n"
	"  --scope=iteration      one HandleScope an iteration: the fix\n"
	"  --scope=batch:N        one HandleScope for every N iterations\n"
	"  --iterations=N         stop after N iterations (default: run until V8 is out of heap)\n"
	"  --heap-limit=MB        V8's heap limit (default: V8's own)\n"
	"  --no-measure           no full GC of its own before and after the loop; the figures\n"
	"                         of the heap are then left out of the summary\n"
	"  --summary=FILE         write the summary as JSON, too\n"
	"  --help                 show this help\n"
	"\n"
	"With --iterations, the last line on stdout is a summary of NAME=VALUE words.\n";

enum option_id {
	OPTION_ID_SOURCE = 1,
	OPTION_ID_SCOPE,
	OPTION_ID_ITERATIONS,
	OPTION_ID_HEAP_LIMIT,
	OPTION_ID_NO_MEASURE,
	OPTION_ID_SUMMARY,
	OPTION_ID_HELP,
};

static const struct option long_options[] = {
	{"source", required_argument, NULL, OPTION_ID_SOURCE},
	{"scope", required_argument, NULL, OPTION_ID_SCOPE},
	{"iterations", required_argument, NULL, OPTION_ID_ITERATIONS},
	{"heap-limit", required_argument, NULL, OPTION_ID_HEAP_LIMIT},
	{"no-measure", no_argument, NULL, OPTION_ID_NO_MEASURE},
	{"summary", required_argument, NULL, OPTION_ID_SUMMARY},
	{"help", no_argument, NULL, OPTION_ID_HELP},
	{NULL, 0, NULL, 0},
};

static enum options_status bad_value(const char *option, const char *value, const char *expected)
{
	fprintf(stderr, "v8heapexperiment: --%s=%s: expected %s; see --help\n", option, value,
		expected);
	return OPTIONS_STATUS_ERROR;
}

/* A whole decimal number from 1 to `max`; `*count` is written only then. */
static bool parse_count(const char *value, uint64_t max, uint64_t *count)
{
	char *end = NULL;
	uint64_t parsed;

	errno = 0;
	parsed = strtoull(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || parsed == 0 ||
		parsed > max) {
		return false;
	}
	*count = parsed;
	return true;
}

static enum options_status parse_source(struct options *options, const char *value)
{
	if (strcmp(value, "async") == 0) {
		options->source = OPTIONS_SOURCE_ASYNC;
	} else if (strcmp(value, "sync") == 0) {
		options->source = OPTIONS_SOURCE_SYNC;
	} else {
		return bad_value("source", value, "async or sync");
	}
	return OPTIONS_STATUS_OK;
}

static enum options_status parse_scope(struct options *options, const char *value)
{
	static const char batch[] = "batch:";

	if (strcmp(value, "outer") == 0) {
		options->scope = OPTIONS_SCOPE_OUTER;
		return OPTIONS_STATUS_OK;
	}
	options->scope = OPTIONS_SCOPE_BATCH;
	options->batch = 1;
	if (strcmp(value, "iteration") == 0) {
		return OPTIONS_STATUS_OK;
	}
	if (strncmp(value, batch, strlen(batch)) == 0 &&
		parse_count(value + strlen(batch), INT64_MAX, &options->batch)) {
		return OPTIONS_STATUS_OK;
	}
	return bad_value("scope", value, "outer, iteration, or batch:N with a positive number N");
}

static enum options_status parse_iterations(struct options *options, const char *value)
{
	if (!parse_count(value, INT64_MAX, &options->iterations)) {
		return bad_value("iterations", value, "a positive number");
	}
	return OPTIONS_STATUS_OK;
}

static enum options_status parse_heap_limit(struct options *options, const char *value)
{
	const uint64_t mebibyte = 1024 * 1024;
	uint64_t count;

	if (!parse_count(value, SIZE_MAX / mebibyte, &count)) {
		return bad_value("heap-limit", value, "a positive number of megabytes");
	}
	options->heap_limit = count * mebibyte;
	return OPTIONS_STATUS_OK;
}

static enum options_status parse_option(struct options *options, int id)
{
	switch (id) {
	case OPTION_ID_SOURCE:
		return parse_source(options, optarg);
	case OPTION_ID_SCOPE:
		return parse_scope(options, optarg);
	case OPTION_ID_ITERATIONS:
		return parse_iterations(options, optarg);
	case OPTION_ID_HEAP_LIMIT:
		return parse_heap_limit(options, optarg);
	case OPTION_ID_NO_MEASURE:
		options->measure = false;
		return OPTIONS_STATUS_OK;
	case OPTION_ID_SUMMARY:
		options->summary_path = optarg;
		return OPTIONS_STATUS_OK;
	case OPTION_ID_HELP:
		fputs(help, stdout);
		return OPTIONS_STATUS_HELP;
	default:
		fputs("v8heapexperiment: see --help\n", stderr);
		return OPTIONS_STATUS_ERROR;
	}
}

enum options_status options_parse(struct options *options, int argc, char **argv)
{
	enum options_status status = OPTIONS_STATUS_OK;
	int id;

	*options = (struct options){.measure = true, .batch = 1};
	while (status == OPTIONS_STATUS_OK &&
		(id = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		status = parse_option(options, id);
	}
	if (status == OPTIONS_STATUS_OK && optind < argc) {
		fprintf(stderr, "v8heapexperiment: %s: expected options only; see --help\n",
			argv[optind]);
		status = OPTIONS_STATUS_ERROR;
	}
	return status;
}

const char *options_source_name(const struct options *options)
{
	return options->source == OPTIONS_SOURCE_ASYNC ? "async" : "sync";
}

void options_scope_name(const struct options *options, char *buffer, size_t size)
{
	if (options->scope == OPTIONS_SCOPE_OUTER) {
		snprintf(buffer, size, "outer");
	} else if (options->batch == 1) {
		snprintf(buffer, size, "iteration");
	} else {
		snprintf(buffer, size, "batch:%" PRIu64, options->batch);
	}
}
