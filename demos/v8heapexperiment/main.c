/* SPDX-License-Identifier: MIT */
/*
 * v8heapexperiment, after the program of the same name: all promises are
 * resolved and dropped from the list, and V8's heap still grows until it
 * overflows, because one HandleScope around the loop keeps a handle to each.
 */
#include "experiment.h"
#include "host.h"
#include "options.h"
#include "summary.h"

#include <stdio.h>
#include <stdlib.h>

static bool print_summary(const struct experiment *experiment, const struct options *options)
{
	summary_print(&experiment->summary, options, stdout);
	return options->summary_path == NULL ||
	       summary_write_json(&experiment->summary, options, options->summary_path);
}

int main(int argc, char **argv)
{
	struct options options;
	struct host host;
	struct experiment experiment;
	enum options_status status = options_parse(&options, argc, argv);
	bool done;

	if (status != OPTIONS_STATUS_OK) {
		return status == OPTIONS_STATUS_HELP ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	host_init(&host, options.heap_limit);
	done = experiment_init(&experiment, host.isolate, &options) &&
	       experiment_run(&experiment) && print_summary(&experiment, &options);
	experiment_fini(&experiment);
	host_fini(&host);
	return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
