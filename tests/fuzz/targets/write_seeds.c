/* SPDX-License-Identifier: MIT */
/*
 * Recorded traces as inputs of the targets that take events: made when they are built, so
 * that they follow the vocabulary. Called with a folder and the traces.
 */
#include <stdio.h>
#include <stdlib.h>

#include "derived.h"
#include "events.h"
#include "trace.h"

/* Bytes; from there on a fuzzer gets slow, and finds no more. */
enum { MAX_SEED = 64 * 1024 };

/* As many as checks.c renders. */
enum { FORMATS = 8 };

static GByteArray *encode(const struct recording *recording)
{
	GByteArray *bytes = g_byte_array_new();
	int64_t before = recording->events->len > 0 ? recording_at(recording, 0)->event.ts_ns : 0;

	fuzz_write_beginning(bytes, before);
	for (guint i = 0; i < recording->events->len && bytes->len < MAX_SEED; i++) {
		const struct v8scope_event *event = &recording_at(recording, i)->event;

		fuzz_write_event(bytes, event, before);
		before = event->ts_ns;
	}
	return bytes;
}

/* The target would fuzz noise if what it reads were not what is written here. */
static void check(const struct recording *recording, const GByteArray *bytes)
{
	struct fuzz_input input;
	struct fuzz_events events;
	guint count = 0;

	fuzz_input_init(&input, bytes->data, bytes->len);
	fuzz_events_init(&events, &input);
	for (; fuzz_events_next(&events) == FUZZ_STEP_EVENT; count++) {
		const struct v8scope_event *event = &recording_at(recording, count)->event;

		if (events.event.type != event->type || events.event.ts_ns != event->ts_ns ||
			events.event.clock_ns != event->clock_ns ||
			events.event.isolate != event->isolate) {
			g_error("event %u is not read as it was written", count);
		}
	}
	if (count == 0) {
		g_error("a trace without events is no seed");
	}
	fuzz_input_fini(&input);
}

static void add(GByteArray *out, enum v8scope_derived_event event, const void *record)
{
	g_byte_array_append(out, &(uint8_t){(uint8_t)event}, 1);
	fuzz_write_record(out, v8scope_derived_event_spec(event), record);
}

static void add_all(GByteArray *out, enum v8scope_derived_event event, const GPtrArray *records)
{
	for (guint i = 0; i < records->len; i++) {
		add(out, event, g_ptr_array_index(records, i));
	}
}

static void add_isolate(GByteArray *out, const struct v8scope_report_isolate *isolate)
{
	add(out, V8SCOPE_DERIVED_EVENT_ISOLATE, isolate);
	add_all(out, V8SCOPE_DERIVED_EVENT_PHASE, isolate->phases);
	add_all(out, V8SCOPE_DERIVED_EVENT_MOMENT, isolate->moments);
	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);

		add(out, V8SCOPE_DERIVED_EVENT_HOLDER, holder);
		add_all(out, V8SCOPE_DERIVED_EVENT_TYPE, holder->types);
		add_all(out, V8SCOPE_DERIVED_EVENT_JAVASCRIPT, holder->javascript);
	}
	add_all(out, V8SCOPE_DERIVED_EVENT_GAP, isolate->gaps);
}

/* What fuzz_render.c reads: a format, suppressions, none here, and the report's records. */
static GByteArray *encode_report(const struct v8scope_report *report, uint8_t format)
{
	GByteArray *bytes = g_byte_array_new();

	g_byte_array_append(bytes, &format, 1);
	fuzz_write_text(bytes, "");
	fuzz_write_record(bytes, v8scope_derived_event_spec(V8SCOPE_DERIVED_EVENT_TRACE), report);
	for (guint i = 0; i < report->processes->len; i++) {
		const struct v8scope_report_process *process =
			g_ptr_array_index(report->processes, i);

		add(bytes, V8SCOPE_DERIVED_EVENT_PROCESS, process);
		add_all(bytes, V8SCOPE_DERIVED_EVENT_MARK, process->marks);
		for (guint j = 0; j < process->isolates->len; j++) {
			add_isolate(bytes, g_ptr_array_index(process->isolates, j));
		}
	}
	return bytes;
}

static void write_seed(const char *folder, const char *target, int number, GByteArray *bytes)
{
	char *path = g_strdup_printf("%s/%s/trace-%d", folder, target, number);

	if (!g_file_set_contents(path, (const char *)bytes->data, bytes->len, NULL)) {
		g_error("cannot write %s", path);
	}
	printf("%s: %u bytes\n", path, bytes->len);
	g_byte_array_unref(bytes);
	g_free(path);
}

int main(int argc, char **argv)
{
	for (int i = 2; i < argc; i++) {
		struct recording recording;
		struct v8scope_report *report;
		GByteArray *bytes;

		recording_init(&recording);
		trace_read(&recording, argv[i]);
		bytes = encode(&recording);
		check(&recording, bytes);
		write_seed(argv[1], "model", i - 2, bytes);
		report = recording_report(&recording);
		for (uint8_t format = 0; format < FORMATS; format++) {
			write_seed(argv[1], "render", FORMATS * (i - 2) + format,
				encode_report(report, format));
		}
		v8scope_report_destroy(report);
		recording_fini(&recording);
	}
	return 0;
}
