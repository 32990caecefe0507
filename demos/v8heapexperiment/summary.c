/* SPDX-License-Identifier: MIT */
#include "summary.h"

#include "rusty_v8.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

/* One figure under its name, in the order in which figures are printed. */
struct figure {
	const char *name;
	int64_t value;
};

enum {
	SUMMARY_FIGURES_MAX = 16,
};

uint64_t summary_live_bytes(struct v8__Isolate *isolate)
{
	struct v8__HeapStatistics statistics;

	v8__Isolate__LowMemoryNotification(isolate);
	v8__HeapStatistics__CONSTRUCT(&statistics);
	v8__Isolate__GetHeapStatistics(isolate, &statistics);
	return v8__HeapStatistics__used_heap_size(&statistics);
}

uint64_t summary_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* Returns how many figures there are. Those of the heap only where it was measured. */
static size_t figures_of(
	const struct summary *s, const struct options *options, struct figure *figures)
{
	size_t count = 0;

	figures[count++] = (struct figure){"iterations", (int64_t)s->iterations};
	if (options->measure) {
		figures[count++] = (struct figure){"baseline_bytes", (int64_t)s->baseline_bytes};
		figures[count++] = (struct figure){"final_bytes", (int64_t)s->final_bytes};
		figures[count++] = (struct figure){
			"growth_bytes", (int64_t)s->final_bytes - (int64_t)s->baseline_bytes};
	}
	figures[count++] = (struct figure){"handles", (int64_t)s->handles};
	figures[count++] = (struct figure){"promises", (int64_t)s->promises};
	figures[count++] = (struct figure){"unresolved", (int64_t)s->unresolved};
	figures[count++] =
		(struct figure){"ns_per_iteration", (int64_t)(s->loop_ns / s->iterations)};
	return count;
}

void summary_print(const struct summary *summary, const struct options *options, FILE *stream)
{
	struct figure figures[SUMMARY_FIGURES_MAX];
	size_t count = figures_of(summary, options, figures);
	char scope[32];

	options_scope_name(options, scope, sizeof(scope));
	fprintf(stream, "source=%s scope=%s", options_source_name(options), scope);
	for (size_t i = 0; i < count; i++) {
		fprintf(stream, " %s=%" PRId64, figures[i].name, figures[i].value);
	}
	fputc('\n', stream);
}

static void print_json(const struct summary *summary, const struct options *options, FILE *stream)
{
	struct figure figures[SUMMARY_FIGURES_MAX];
	size_t count = figures_of(summary, options, figures);
	char scope[32];

	options_scope_name(options, scope, sizeof(scope));
	fprintf(stream, "{ \"source\": \"%s\", \"scope\": \"%s\"", options_source_name(options),
		scope);
	for (size_t i = 0; i < count; i++) {
		fprintf(stream, ", \"%s\": %" PRId64, figures[i].name, figures[i].value);
	}
	fputs(" }\n", stream);
}

bool summary_write_json(
	const struct summary *summary, const struct options *options, const char *path)
{
	FILE *file = fopen(path, "w");
	bool written = false;

	if (file != NULL) {
		print_json(summary, options, file);
		written = !ferror(file);
		written = fclose(file) == 0 && written;
	}
	if (!written) {
		fprintf(stderr, "v8heapexperiment: cannot write the summary to %s: %s\n", path,
			strerror(errno));
	}
	return written;
}
