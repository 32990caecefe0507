/* SPDX-License-Identifier: MIT */
#include "writer.h"

#include "derived.h"
#include "record_writer.h"
#include "report.h"

#define TRACE_NAME "v8scope"

/* Every pointer but `self` and `time` is a reference of the writer's own. */
struct writer {
	bt_self_message_iterator *self;		 /* borrowed */
	const struct v8scope_derived_time *time; /* borrowed */
	bt_trace_class *trace_class;
	bt_stream_class *stream_class;
	bt_event_class *event_classes[V8SCOPE_DERIVED_EVENT_COUNT];
	bt_trace *trace;
	bt_stream *stream;
	GPtrArray *messages;
	struct v8scope_derived_context context;
};

static void put_message(gpointer message)
{
	bt_message_put_ref(message);
}

/* A clock class of this component that reads like `from`. NULL: out of memory. */
static bt_clock_class *copy_clock_class(bt_self_component *self, const bt_clock_class *from)
{
	bt_clock_class *clock_class = bt_clock_class_create(self);
	const char *name = bt_clock_class_get_name(from);
	bt_uuid uuid = bt_clock_class_get_uuid(from);
	int64_t offset_seconds;
	uint64_t offset_cycles;

	if (!clock_class) {
		return NULL;
	}
	bt_clock_class_get_offset(from, &offset_seconds, &offset_cycles);
	bt_clock_class_set_frequency(clock_class, bt_clock_class_get_frequency(from));
	bt_clock_class_set_offset(clock_class, offset_seconds, offset_cycles);
	bt_clock_class_set_precision(clock_class, bt_clock_class_get_precision(from));
	bt_clock_class_set_origin_is_unix_epoch(
		clock_class, bt_clock_class_origin_is_unix_epoch(from));
	if (uuid) {
		bt_clock_class_set_uuid(clock_class, uuid);
	}
	if (name &&
		bt_clock_class_set_name(clock_class, name) != BT_CLOCK_CLASS_SET_NAME_STATUS_OK) {
		bt_clock_class_put_ref(clock_class);
		return NULL;
	}
	return clock_class;
}

static bool set_clock_class(struct writer *writer, bt_self_component *self)
{
	bt_clock_class *clock_class;
	bool ok;

	if (!writer->time->clock_class) {
		return true;
	}
	clock_class = copy_clock_class(self, writer->time->clock_class);
	ok = clock_class &&
	     bt_stream_class_set_default_clock_class(writer->stream_class, clock_class) ==
		     BT_STREAM_CLASS_SET_DEFAULT_CLOCK_CLASS_STATUS_OK;
	bt_clock_class_put_ref(clock_class);
	return ok;
}

static bool set_context_class(struct writer *writer)
{
	bt_field_class *context = v8scope_record_create_field_class(
		v8scope_derived_context_spec(), writer->trace_class);
	bool ok = context &&
		  bt_stream_class_set_event_common_context_field_class(writer->stream_class,
			  context) == BT_STREAM_CLASS_SET_FIELD_CLASS_STATUS_OK;

	bt_field_class_put_ref(context);
	return ok;
}

static bool create_event_class(struct writer *writer, enum v8scope_derived_event event)
{
	const struct v8scope_record_spec *spec = v8scope_derived_event_spec(event);
	bt_event_class *event_class = bt_event_class_create(writer->stream_class);
	bt_field_class *payload = v8scope_record_create_field_class(spec, writer->trace_class);
	bool ok = event_class && payload &&
		  bt_event_class_set_name(event_class, spec->event_name) ==
			  BT_EVENT_CLASS_SET_NAME_STATUS_OK &&
		  bt_event_class_set_payload_field_class(event_class, payload) ==
			  BT_EVENT_CLASS_SET_FIELD_CLASS_STATUS_OK;

	bt_field_class_put_ref(payload);
	writer->event_classes[event] = event_class;
	return ok;
}

static bool create_classes(struct writer *writer)
{
	bt_self_component *self = bt_self_message_iterator_borrow_component(writer->self);

	writer->trace_class = bt_trace_class_create(self);
	if (!writer->trace_class) {
		return false;
	}
	writer->stream_class = bt_stream_class_create(writer->trace_class);
	if (!writer->stream_class || !set_clock_class(writer, self) || !set_context_class(writer)) {
		return false;
	}
	for (int event = 0; event < V8SCOPE_DERIVED_EVENT_COUNT; event++) {
		if (!create_event_class(writer, (enum v8scope_derived_event)event)) {
			return false;
		}
	}
	return true;
}

static bool create_stream(struct writer *writer)
{
	writer->trace = bt_trace_create(writer->trace_class);
	if (!writer->trace ||
		bt_trace_set_name(writer->trace, TRACE_NAME) != BT_TRACE_SET_NAME_STATUS_OK) {
		return false;
	}
	writer->stream = bt_stream_create(writer->stream_class, writer->trace);
	return writer->stream != NULL;
}

/* Takes the reference on `message`; NULL is the failure to create it. */
static bool append(struct writer *writer, bt_message *message)
{
	if (message) {
		g_ptr_array_add(writer->messages, message);
	}
	return message != NULL;
}

static bt_message *create_event_message(struct writer *writer, const bt_event_class *event_class)
{
	if (writer->time->clock_class) {
		return bt_message_event_create_with_default_clock_snapshot(
			writer->self, event_class, writer->stream, writer->time->cycles);
	}
	return bt_message_event_create(writer->self, event_class, writer->stream);
}

static bool write_event(struct writer *writer, enum v8scope_derived_event type, const void *record)
{
	bt_message *message = create_event_message(writer, writer->event_classes[type]);
	bt_event *event;

	if (!append(writer, message)) {
		return false;
	}
	event = bt_message_event_borrow_event(message);
	return v8scope_record_write(v8scope_derived_context_spec(),
		       bt_event_borrow_common_context_field(event), &writer->context) &&
	       v8scope_record_write(v8scope_derived_event_spec(type),
		       bt_event_borrow_payload_field(event), record);
}

static bool write_holder(struct writer *writer, const struct v8scope_holder *holder)
{
	bool ok = write_event(writer, V8SCOPE_DERIVED_EVENT_HOLDER, holder);

	for (guint i = 0; ok && i < holder->types->len; i++) {
		ok = write_event(
			writer, V8SCOPE_DERIVED_EVENT_TYPE, g_ptr_array_index(holder->types, i));
	}
	for (guint i = 0; ok && i < holder->stack->len; i++) {
		ok = write_event(
			writer, V8SCOPE_DERIVED_EVENT_FRAME, g_ptr_array_index(holder->stack, i));
	}
	for (guint i = 0; ok && i < holder->javascript->len; i++) {
		ok = write_event(writer, V8SCOPE_DERIVED_EVENT_JAVASCRIPT,
			g_ptr_array_index(holder->javascript, i));
	}
	for (guint i = 0; ok && i < holder->classes->len; i++) {
		ok = write_event(
			writer, V8SCOPE_DERIVED_EVENT_CLASS, g_ptr_array_index(holder->classes, i));
	}
	return ok;
}

static bool write_isolate(struct writer *writer, const struct v8scope_report_isolate *isolate)
{
	bool ok;

	writer->context.isolate = isolate->isolate;
	ok = write_event(writer, V8SCOPE_DERIVED_EVENT_ISOLATE, isolate);
	for (guint i = 0; ok && i < isolate->phases->len; i++) {
		ok = write_event(
			writer, V8SCOPE_DERIVED_EVENT_PHASE, g_ptr_array_index(isolate->phases, i));
	}
	for (guint i = 0; ok && i < isolate->moments->len; i++) {
		ok = write_event(writer, V8SCOPE_DERIVED_EVENT_MOMENT,
			g_ptr_array_index(isolate->moments, i));
	}
	for (guint i = 0; ok && i < isolate->holders->len; i++) {
		ok = write_holder(writer, g_ptr_array_index(isolate->holders, i));
	}
	for (guint i = 0; ok && i < isolate->shared->len; i++) {
		ok = write_event(writer, V8SCOPE_DERIVED_EVENT_SHARED,
			g_ptr_array_index(isolate->shared, i));
	}
	for (guint i = 0; ok && i < isolate->gaps->len; i++) {
		ok = write_event(
			writer, V8SCOPE_DERIVED_EVENT_GAP, g_ptr_array_index(isolate->gaps, i));
	}
	writer->context.isolate = 0;
	return ok;
}

static bool write_process(struct writer *writer, const struct v8scope_report_process *process)
{
	bool ok;

	writer->context.pid = process->pid;
	ok = write_event(writer, V8SCOPE_DERIVED_EVENT_PROCESS, process);
	for (guint i = 0; ok && i < process->marks->len; i++) {
		ok = write_event(
			writer, V8SCOPE_DERIVED_EVENT_MARK, g_ptr_array_index(process->marks, i));
	}
	for (guint i = 0; ok && i < process->modules->len; i++) {
		ok = write_event(writer, V8SCOPE_DERIVED_EVENT_MODULE,
			g_ptr_array_index(process->modules, i));
	}
	for (guint i = 0; ok && i < process->isolates->len; i++) {
		ok = write_isolate(writer, g_ptr_array_index(process->isolates, i));
	}
	writer->context.pid = -1;
	return ok;
}

static bool write_report(struct writer *writer, const struct v8scope_report *report)
{
	bool ok =
		append(writer, bt_message_stream_beginning_create(writer->self, writer->stream)) &&
		write_event(writer, V8SCOPE_DERIVED_EVENT_TRACE, report);

	for (guint i = 0; ok && i < report->processes->len; i++) {
		ok = write_process(writer, g_ptr_array_index(report->processes, i));
	}
	return ok && append(writer, bt_message_stream_end_create(writer->self, writer->stream));
}

GPtrArray *v8scope_derived_write(bt_self_message_iterator *self,
	const struct v8scope_report *report, const struct v8scope_derived_time *time)
{
	struct writer writer = {
		.self = self,
		.time = time,
		.messages = g_ptr_array_new_with_free_func(put_message),
		.context = {.pid = -1},
	};

	if (!create_classes(&writer) || !create_stream(&writer) || !write_report(&writer, report)) {
		g_ptr_array_free(writer.messages, TRUE);
		writer.messages = NULL;
	}
	bt_stream_put_ref(writer.stream);
	bt_trace_put_ref(writer.trace);
	for (size_t i = 0; i < G_N_ELEMENTS(writer.event_classes); i++) {
		bt_event_class_put_ref(writer.event_classes[i]);
	}
	bt_stream_class_put_ref(writer.stream_class);
	bt_trace_class_put_ref(writer.trace_class);
	return writer.messages;
}
