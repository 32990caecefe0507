/* SPDX-License-Identifier: MIT */
#include "reader.h"

#include "derived.h"
#include "report.h"

/* What is known about one event class. */
struct reader_class {
	const bt_event_class *event_class;	/* a reference: the cache goes by its address */
	const struct v8scope_record_spec *spec; /* NULL: not a derived event */
	struct v8scope_field_map *map;		/* owned; NULL with a spec: `error` says why */
	char *error;				/* owned */
};

struct v8scope_derived_reader {
	GHashTable *classes;	       /* owned; const bt_event_class * to struct reader_class */
	struct v8scope_report *report; /* owned; NULL until `v8scope:trace` */
	/* Where the events that follow belong; parts of `report`. */
	struct v8scope_report_process *process;
	struct v8scope_report_isolate *isolate;
	struct v8scope_holder *holder;
	uint64_t other_events;
	GString *error; /* owned */
};

static void class_destroy(gpointer data)
{
	struct reader_class *class = data;

	v8scope_field_map_destroy(class->map);
	g_free(class->error);
	bt_event_class_put_ref(class->event_class);
	g_free(class);
}

struct v8scope_derived_reader *v8scope_derived_reader_create(void)
{
	struct v8scope_derived_reader *reader = g_new0(struct v8scope_derived_reader, 1);

	reader->classes = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, class_destroy);
	reader->error = g_string_new(NULL);
	return reader;
}

void v8scope_derived_reader_destroy(struct v8scope_derived_reader *reader)
{
	if (!reader) {
		return;
	}
	g_hash_table_destroy(reader->classes);
	v8scope_report_destroy(reader->report);
	g_string_free(reader->error, TRUE);
	g_free(reader);
}

const char *v8scope_derived_reader_get_error(const struct v8scope_derived_reader *reader)
{
	return reader->error->str;
}

static struct reader_class *class_create(const bt_event_class *event_class)
{
	struct reader_class *class = g_new0(struct reader_class, 1);
	const char *name = bt_event_class_get_name(event_class);
	GString *error = g_string_new(NULL);

	class->event_class = event_class;
	bt_event_class_get_ref(event_class);
	class->spec = name ? v8scope_derived_find_event(name) : NULL;
	if (class->spec) {
		class->map = v8scope_field_map_create(class->spec,
			bt_event_class_borrow_payload_field_class_const(event_class), error);
	}
	class->error = g_string_free(error, FALSE);
	return class;
}

static struct reader_class *find_class(
	struct v8scope_derived_reader *reader, const bt_event_class *event_class)
{
	struct reader_class *class = g_hash_table_lookup(reader->classes, event_class);

	if (!class) {
		class = class_create(event_class);
		g_hash_table_insert(reader->classes, (gpointer)event_class, class);
	}
	return class;
}

static enum v8scope_derived_reader_status fail(struct v8scope_derived_reader *reader,
	const struct reader_class *class, const char *problem, const char *advice)
{
	char *text = g_strdup_printf("event %s %s; %s", class->spec->event_name, problem, advice);

	g_string_assign(reader->error, text);
	g_free(text);
	return V8SCOPE_DERIVED_READER_STATUS_ERROR;
}

static void *begin_report(struct v8scope_derived_reader *reader)
{
	if (reader->report) {
		return NULL;
	}
	reader->report = v8scope_report_create();
	return reader->report;
}

static void *begin_process(struct v8scope_derived_reader *reader)
{
	if (!reader->report) {
		return NULL;
	}
	reader->process = v8scope_report_add_process(reader->report, -1);
	reader->isolate = NULL;
	reader->holder = NULL;
	return reader->process;
}

static void *begin_isolate(struct v8scope_derived_reader *reader)
{
	if (!reader->process) {
		return NULL;
	}
	reader->isolate = v8scope_report_process_add_isolate(reader->process, 0);
	reader->holder = NULL;
	return reader->isolate;
}

static void *begin_holder(struct v8scope_derived_reader *reader)
{
	if (!reader->isolate) {
		return NULL;
	}
	reader->holder =
		v8scope_report_isolate_add_holder(reader->isolate, V8SCOPE_HOLDER_KIND_UNEXPLAINED);
	return reader->holder;
}

static void *begin_type(struct v8scope_derived_reader *reader)
{
	struct v8scope_type_share *share;

	if (!reader->holder) {
		return NULL;
	}
	share = g_new0(struct v8scope_type_share, 1);
	g_ptr_array_add(reader->holder->types, share);
	return share;
}

/* A new part of the report for the event; NULL: it does not belong here. */
static void *begin_record(struct v8scope_derived_reader *reader, enum v8scope_derived_event event)
{
	switch (event) {
	case V8SCOPE_DERIVED_EVENT_TRACE:
		return begin_report(reader);
	case V8SCOPE_DERIVED_EVENT_PROCESS:
		return begin_process(reader);
	case V8SCOPE_DERIVED_EVENT_MARK:
		return reader->process ? v8scope_report_process_add_mark(reader->process) : NULL;
	case V8SCOPE_DERIVED_EVENT_MODULE:
		return reader->process ? v8scope_report_process_add_module(reader->process) : NULL;
	case V8SCOPE_DERIVED_EVENT_ISOLATE:
		return begin_isolate(reader);
	case V8SCOPE_DERIVED_EVENT_PHASE:
		return reader->isolate ? v8scope_report_isolate_add_phase(reader->isolate) : NULL;
	case V8SCOPE_DERIVED_EVENT_MOMENT:
		return reader->isolate ? v8scope_report_isolate_add_moment(reader->isolate) : NULL;
	case V8SCOPE_DERIVED_EVENT_HOLDER:
		return begin_holder(reader);
	case V8SCOPE_DERIVED_EVENT_TYPE:
		return begin_type(reader);
	case V8SCOPE_DERIVED_EVENT_FRAME:
		return reader->holder ? v8scope_holder_add_frame(reader->holder) : NULL;
	case V8SCOPE_DERIVED_EVENT_JAVASCRIPT:
		return reader->holder ? v8scope_holder_add_js_frame(reader->holder) : NULL;
	case V8SCOPE_DERIVED_EVENT_CLASS:
		return reader->holder ? v8scope_holder_add_class(reader->holder) : NULL;
	case V8SCOPE_DERIVED_EVENT_SHARED:
		return reader->isolate ? v8scope_report_isolate_add_shared(reader->isolate) : NULL;
	case V8SCOPE_DERIVED_EVENT_GAP:
		return reader->isolate ? v8scope_report_isolate_add_gap(reader->isolate) : NULL;
	case V8SCOPE_DERIVED_EVENT_COUNT:
		break;
	}
	return NULL;
}

enum v8scope_derived_reader_status v8scope_derived_reader_read(
	struct v8scope_derived_reader *reader, const bt_event *event)
{
	struct reader_class *class = find_class(reader, bt_event_borrow_class_const(event));
	void *record;

	if (!class->spec) {
		reader->other_events++;
		return V8SCOPE_DERIVED_READER_STATUS_IGNORED;
	}
	if (!class->map) {
		return fail(reader, class, class->error, "read it with the v8scope that wrote it");
	}
	record = begin_record(reader, (enum v8scope_derived_event) class->spec->type);
	if (!record) {
		return fail(reader, class, "is out of place, as if of a second attribution",
			"give one attribution at a time");
	}
	g_string_truncate(reader->error, 0);
	if (!v8scope_field_map_read_owned(class->map, bt_event_borrow_payload_field_const(event),
		    record, reader->error)) {
		char *problem = g_strdup(reader->error->str);

		fail(reader, class, problem, "read it with the v8scope that wrote it");
		g_free(problem);
		return V8SCOPE_DERIVED_READER_STATUS_ERROR;
	}
	return V8SCOPE_DERIVED_READER_STATUS_OK;
}

struct v8scope_report *v8scope_derived_reader_get_report(struct v8scope_derived_reader *reader)
{
	if (!reader->report && reader->other_events > 0) {
		g_string_printf(reader->error,
			"got %" G_GUINT64_FORMAT " events, none of them a `v8scope:*` event: "
			"connect filter.v8scope.attribute upstream of this sink",
			reader->other_events);
	} else if (!reader->report) {
		g_string_assign(reader->error,
			"got no event at all, expected one `v8scope:trace`: "
			"connect filter.v8scope.attribute upstream of this sink");
	}
	return reader->report;
}
