/* SPDX-License-Identifier: MIT */
#include "handle_tour.h"
#include "host.h"
#include "rusty_v8.h"

#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static const char help[] =
	"Usage: handle_tour [--repeat=N]\n"
	"Show, and prove with a full GC, what becomes of a local handle when its scope closes, of "
	"a\n"
	"persistent handle with and without Reset, and of a value that escapes from its scope.\n"
	"The exit status is 1 if one of them is not what V8 promises.\n"
	"\n"
	"  --repeat=N   make N persistent handles that are never reset (default: 1)\n"
	"  --help       show this help\n";

static const struct option long_options[] = {
	{"repeat", required_argument, NULL, 'r'},
	{"help", no_argument, NULL, 'h'},
	{NULL, 0, NULL, 0},
};

static bool parse_repeat(const char *value, size_t *repeat)
{
	char *end = NULL;
	unsigned long long count;

	errno = 0;
	count = strtoull(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || count == 0 ||
		count > INT32_MAX) {
		fprintf(stderr, "handle_tour: --repeat=%s: expected a positive number\n", value);
		return false;
	}
	*repeat = count;
	return true;
}

/* Returns the exit status to end with at once, or -1 to go on. */
static int parse_options(int argc, char **argv, size_t *repeat)
{
	int id;

	while ((id = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (id == 'h') {
			fputs(help, stdout);
			return EXIT_SUCCESS;
		}
		if (id != 'r' || !parse_repeat(optarg, repeat)) {
			fputs("handle_tour: see --help\n", stderr);
			return EXIT_FAILURE;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "handle_tour: %s: expected options only; see --help\n",
			argv[optind]);
		return EXIT_FAILURE;
	}
	return -1;
}

static bool __attribute__((noinline)) run_tour(struct v8__Isolate *isolate, size_t repeat)
{
	struct v8__HandleScope scope;
	const struct v8__Context *context;
	bool ok = true;

	v8__HandleScope__CONSTRUCT(&scope, isolate);
	context = v8__Context__New(isolate, v8__ObjectTemplate__New(isolate, NULL), NULL);
	v8__Context__Enter(context);
	ok = tour_local(isolate) && ok;
	ok = tour_persistent_with_reset(isolate) && ok;
	ok = tour_persistent_without_reset(isolate, repeat) && ok;
	ok = tour_escape(isolate) && ok;
	v8__Context__Exit(context);
	v8__HandleScope__DESTRUCT(&scope);
	return ok;
}

int main(int argc, char **argv)
{
	struct host host;
	size_t repeat = 1;
	int status = parse_options(argc, argv, &repeat);

	if (status == -1) {
		host_init(&host, 0);
		status = run_tour(host.isolate, repeat) ? EXIT_SUCCESS : EXIT_FAILURE;
		host_fini(&host);
	}
	return status;
}
