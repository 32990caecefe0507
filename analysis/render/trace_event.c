/* SPDX-License-Identifier: MIT */
/*
 * Chrome's trace event format, which Perfetto reads too: counters over time and instant
 * events. A process is one, an isolate is a thread of it.
 */
#include "formats.h"

#include <inttypes.h>

#include "clean.h"
#include "json_values.h"
#include "render.h"
#include "stacks.h"

/* Where the events that follow belong. */
struct place {
	json_t *events; /* borrowed */
	int64_t pid;
	int64_t tid;	/* isolates of the document, counted from 1; 0: the process as a whole */
	const char *id; /* of the isolate's counters; borrowed */
};

/* Appended to the document; the caller adds to it. Borrowed. */
static json_t *add_event(const struct place *place, const char *phase, const char *name)
{
	json_t *event = json_object();

	json_object_set_new(event, "ph", json_string(phase));
	json_object_set_new(event, "name", json_string(name));
	json_object_set_new(event, "pid", json_integer(place->pid));
	json_object_set_new(event, "tid", json_integer(place->tid));
	json_array_append_new(place->events, event);
	return event;
}

/* The format's times are in microseconds. */
static json_t *add_event_at(
	const struct place *place, const char *phase, const char *name, int64_t ts_ns)
{
	json_t *event = add_event(place, phase, name);

	json_object_set_new(event, "ts", json_integer(ts_ns / 1000));
	json_object_set_new(event, "cat", json_string("v8"));
	return event;
}

/* `args`: a reference, taken. */
static void add_counter(const struct place *place, const char *name, int64_t ts_ns, json_t *args)
{
	json_t *event = add_event_at(place, "C", name, ts_ns);

	json_object_set_new(event, "id", json_string(place->id));
	json_object_set_new(event, "args", args);
}

static json_t *one_value(const char *name, uint64_t value)
{
	json_t *args = json_object();

	json_object_set_new(args, name, json_integer((json_int_t)MIN(value, (uint64_t)INT64_MAX)));
	return args;
}

/* "process_name", "thread_name" */
static void add_name(const struct place *place, const char *what, const char *name)
{
	json_t *args = json_object();

	json_object_set_new(args, "name", v8scope_json_text(name));
	json_object_set_new(add_event(place, "M", what), "args", args);
}

static void add_moment(const struct place *place, const struct v8scope_moment *moment)
{
	add_counter(place, "heap used", moment->ts_ns, one_value("bytes", moment->used_bytes));
	add_counter(place, "handles", moment->ts_ns, one_value("handles", moment->handles));
	if (moment->full_gc) {
		json_t *event = add_event_at(place, "i", "full GC", moment->ts_ns);

		json_object_set_new(event, "s", json_string("t"));
		json_object_set_new(event, "args", one_value("live bytes", moment->used_bytes));
	}
}

/* "2. run_loop", "3. global": of one isolate no two are the same. */
static char *series_name(const struct v8scope_holder *holder, guint number)
{
	const char *name = holder->opened.function ? holder->opened.function
						   : v8scope_holder_kind_name(holder->kind);
	char *clean = v8scope_clean(name, false);
	char *numbered = g_strdup_printf("%u. %s", number, clean);

	g_free(clean);
	return numbered;
}

static uint32_t series_length(const struct v8scope_holder *holder)
{
	return MIN(holder->series_ns_count, holder->series_handles_count);
}

/* The curve of one holder: viewers stack those of the same counter and time. */
static void collect_series(
	GHashTable *by_time, GArray *times, const struct v8scope_holder *holder, guint number)
{
	char *name = series_name(holder, number);

	for (uint32_t i = 0; i < series_length(holder); i++) {
		uint64_t *ns = &holder->series_ns[i];
		json_t *args = g_hash_table_lookup(by_time, ns);

		if (!args) {
			args = json_object();
			g_hash_table_insert(by_time, ns, args);
			g_array_append_val(times, *ns);
		}
		json_object_set_new(args, name,
			json_integer(
				(json_int_t)MIN(holder->series_handles[i], (uint64_t)INT64_MAX)));
	}
	g_free(name);
}

static int compare_times(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

static void add_holders(const struct place *place, const struct v8scope_report_isolate *isolate)
{
	GHashTable *by_time = g_hash_table_new(g_int64_hash, g_int64_equal);
	GArray *times = g_array_new(FALSE, FALSE, sizeof(uint64_t));

	for (guint i = 0; i < isolate->holders->len; i++) {
		collect_series(by_time, times, g_ptr_array_index(isolate->holders, i), i + 1);
	}
	g_array_sort(times, compare_times);
	for (guint i = 0; i < times->len; i++) {
		uint64_t ns = g_array_index(times, uint64_t, i);

		add_counter(
			place, "handles by holder", (int64_t)ns, g_hash_table_lookup(by_time, &ns));
	}
	g_array_unref(times);
	g_hash_table_destroy(by_time);
}

static void add_isolate(struct place *place, const struct v8scope_report_isolate *isolate)
{
	char *name = g_strdup_printf("isolate 0x%" PRIxPTR, isolate->isolate);
	char *id = g_strdup_printf("%" PRId64 ": 0x%" PRIxPTR, place->tid, isolate->isolate);

	place->id = id;
	add_name(place, "thread_name", name);
	for (guint i = 0; i < isolate->moments->len; i++) {
		add_moment(place, g_ptr_array_index(isolate->moments, i));
	}
	add_holders(place, isolate);
	place->id = NULL;
	g_free(id);
	g_free(name);
}

static void add_mark(const struct place *place, const struct v8scope_report_mark *mark)
{
	char *name = v8scope_clean(mark->name ? mark->name : "mark", false);
	json_t *event = add_event_at(place, "i", name, mark->ts_ns);

	json_object_set_new(event, "s", json_string("p"));
	g_free(name);
}

/* Returns the number of the last isolate. */
static int64_t add_process(
	json_t *events, const struct v8scope_report_process *process, int64_t pid, int64_t isolates)
{
	struct place place = {.events = events, .pid = pid};
	char *title = v8scope_process_title(process);

	add_name(&place, "process_name", title);
	for (guint i = 0; i < process->marks->len; i++) {
		add_mark(&place, g_ptr_array_index(process->marks, i));
	}
	for (guint i = 0; i < process->isolates->len; i++) {
		place.tid = ++isolates;
		add_isolate(&place, g_ptr_array_index(process->isolates, i));
	}
	g_free(title);
	return isolates;
}

void v8scope_render_trace_event(const struct v8scope_report *report,
	const struct v8scope_render_options *options, GString *out)
{
	json_t *document = json_object();
	json_t *events = json_array();
	int64_t isolates = 0;

	(void)options;
	for (guint i = 0; i < report->processes->len; i++) {
		const struct v8scope_report_process *process =
			g_ptr_array_index(report->processes, i);

		/* One whose pid is not known is none that could be. */
		isolates = add_process(events, process,
			process->pid >= 0 ? process->pid : -1 - (int64_t)i, isolates);
	}
	json_object_set_new(document, "traceEvents", events);
	json_object_set_new(document, "displayTimeUnit", json_string("ms"));
	v8scope_json_write(document, out);
}
