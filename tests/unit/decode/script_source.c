/* SPDX-License-Identifier: MIT */
#include "script_source.h"

#include <string.h>

#include "record_writer.h"
#include "vocabulary.h"

#define NS_PER_S UINT64_C(1000000000)
#define CYCLES_PER_STEP 1000

/* An event class as this script's trace has it: the vocabulary's, with its defects. */
struct source_event {
	struct v8scope_record_spec spec;
	struct v8scope_field_spec fields[32];
	bt_event_class *event_class; /* a reference */
};

struct source_iterator {
	bt_self_message_iterator *self; /* borrowed */
	struct script *script;		/* borrowed */
	GPtrArray *events;		/* owned; of struct source_event */
	bt_trace_class *trace_class;	/* a reference */
	bt_stream_class *stream_class;	/* a reference */
	bt_trace *trace;		/* a reference */
	bt_stream *stream;		/* a reference */
	guint next_step;
	bool begun;
	bool ended;
	uint64_t cycles;
};

static const struct v8scope_field_spec vpid_field[] = {
	{.name = "vpid",
		.kind = V8SCOPE_FIELD_KIND_SIGNED,
		.offset = offsetof(struct script, vpid),
		.size = sizeof(int64_t)},
};
static const struct v8scope_record_spec vpid_spec = {"context", 0, vpid_field, 1};
static const struct v8scope_record_spec foreign_spec = {"other:event", 0, NULL, 0};
static const struct v8scope_record_spec unknown_spec = {"v8:of_tomorrow", 0, NULL, 0};
static const struct v8scope_field_spec extra_field = {.name = "of_tomorrow",
	.kind = V8SCOPE_FIELD_KIND_UNSIGNED,
	.offset = offsetof(struct v8scope_event, isolate),
	.size = sizeof(uintptr_t)};

void script_init(struct script *script)
{
	memset(script, 0, sizeof(*script));
	script->steps = g_array_new(FALSE, TRUE, sizeof(struct step));
	script->vpid = 4711;
}

void script_fini(struct script *script)
{
	g_array_free(script->steps, TRUE);
}

void script_add_event(struct script *script, const struct v8scope_event *event)
{
	struct step step = {.type = STEP_EVENT, .event = *event};

	g_array_append_val(script->steps, step);
}

void script_add_object(struct script *script, const struct v8scope_loaded_object *object)
{
	struct step step = {.type = STEP_OBJECT, .object = *object};

	g_array_append_val(script->steps, step);
}

void script_add(struct script *script, enum step_type type, uint64_t count)
{
	struct step step = {.type = type, .count = count};

	g_array_append_val(script->steps, step);
}

static bool has_field(const struct source_event *event, const char *name)
{
	for (size_t i = 0; i < event->spec.field_count; i++) {
		if (strcmp(event->fields[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

static void add_field(struct source_event *event, const struct script *script,
	const struct v8scope_field_spec *field)
{
	struct v8scope_field_spec *copy = &event->fields[event->spec.field_count];

	/* Rows that read one field into two places are one field of the trace. */
	if (has_field(event, field->name) || g_strcmp0(field->name, script->missing_field) == 0) {
		return;
	}
	g_assert(event->spec.field_count < G_N_ELEMENTS(event->fields));
	*copy = *field;
	if (g_strcmp0(field->name, script->signed_field) == 0) {
		copy->kind = V8SCOPE_FIELD_KIND_SIGNED;
	}
	event->spec.field_count++;
}

static void add_event_class(
	struct source_iterator *iterator, const struct v8scope_record_spec *spec)
{
	struct source_event *event = g_new0(struct source_event, 1);
	bt_field_class *payload;

	event->spec.event_name = spec->event_name;
	event->spec.type = spec->type;
	event->spec.fields = event->fields;
	if (iterator->script->extra_field && spec->field_count > 0) {
		add_field(event, iterator->script, &extra_field);
	}
	for (size_t i = 0; i < spec->field_count; i++) {
		add_field(event, iterator->script, &spec->fields[i]);
	}
	event->event_class = bt_event_class_create(iterator->stream_class);
	bt_event_class_set_name(event->event_class, spec->event_name);
	payload = v8scope_record_create_field_class(&event->spec, iterator->trace_class);
	bt_event_class_set_payload_field_class(event->event_class, payload);
	bt_field_class_put_ref(payload);
	g_ptr_array_add(iterator->events, event);
}

static void add_event_classes(struct source_iterator *iterator)
{
	for (size_t i = 0; !iterator->script->stream_without_v8 && i < v8scope_vocabulary_count();
		i++) {
		add_event_class(iterator, v8scope_vocabulary_event(i));
	}
	if (!iterator->script->stream_without_v8) {
		add_event_class(iterator, &unknown_spec);
	}
	add_event_class(iterator, v8scope_load_map_find_event("lttng_ust_statedump:bin_info"));
	add_event_class(iterator, v8scope_load_map_find_event("lttng_ust_statedump:build_id"));
	add_event_class(iterator, &foreign_spec);
}

static void set_clock_class(struct source_iterator *iterator, bt_self_component *self)
{
	const struct script *script = iterator->script;
	bt_clock_class *clock_class;

	if (script->without_clock) {
		return;
	}
	clock_class = bt_clock_class_create(self);
	bt_clock_class_set_name(clock_class, "monotonic");
	bt_clock_class_set_frequency(
		clock_class, script->clock_frequency ? script->clock_frequency : NS_PER_S);
	bt_clock_class_set_offset(clock_class, script->clock_offset_s, 0);
	bt_stream_class_set_default_clock_class(iterator->stream_class, clock_class);
	bt_clock_class_put_ref(clock_class);
}

static void set_context_class(struct source_iterator *iterator)
{
	bt_field_class *context;

	if (iterator->script->without_vpid_context) {
		return;
	}
	context = v8scope_record_create_field_class(&vpid_spec, iterator->trace_class);
	bt_stream_class_set_event_common_context_field_class(iterator->stream_class, context);
	bt_field_class_put_ref(context);
}

/* Packets are there to be lost only: with them, every event would need one. */
static void set_supports_discarded(struct source_iterator *iterator)
{
	bt_stream_class_set_supports_discarded_events(iterator->stream_class, BT_TRUE, BT_FALSE);
	for (guint i = 0; i < iterator->script->steps->len; i++) {
		if (g_array_index(iterator->script->steps, struct step, i).type ==
			STEP_DISCARDED_PACKETS) {
			bt_stream_class_set_supports_packets(
				iterator->stream_class, BT_TRUE, BT_FALSE, BT_FALSE);
			bt_stream_class_set_supports_discarded_packets(
				iterator->stream_class, BT_TRUE, BT_FALSE);
		}
	}
}

static void create_stream(struct source_iterator *iterator)
{
	bt_self_component *self = bt_self_message_iterator_borrow_component(iterator->self);

	iterator->trace_class = bt_trace_class_create(self);
	iterator->stream_class = bt_stream_class_create(iterator->trace_class);
	set_clock_class(iterator, self);
	set_context_class(iterator);
	set_supports_discarded(iterator);
	add_event_classes(iterator);
	iterator->trace = bt_trace_create(iterator->trace_class);
	bt_trace_set_name(iterator->trace, "script");
	if (iterator->script->environment_vpid != 0) {
		bt_trace_set_environment_entry_integer(
			iterator->trace, "vpid", iterator->script->environment_vpid);
	}
	iterator->stream = bt_stream_create(iterator->stream_class, iterator->trace);
}

static void free_event(gpointer data)
{
	struct source_event *event = data;

	bt_event_class_put_ref(event->event_class);
	g_free(event);
}

static bt_message_iterator_class_initialize_method_status initialize_iterator(
	bt_self_message_iterator *self, bt_self_message_iterator_configuration *configuration,
	bt_self_component_port_output *port)
{
	struct source_iterator *iterator = g_new0(struct source_iterator, 1);

	(void)port;
	iterator->self = self;
	iterator->script =
		bt_self_component_get_data(bt_self_message_iterator_borrow_component(self));
	iterator->events = g_ptr_array_new_with_free_func(free_event);
	create_stream(iterator);
	bt_self_message_iterator_configuration_set_can_seek_forward(
		configuration, !iterator->script->cannot_seek);
	bt_self_message_iterator_set_data(self, iterator);
	return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

static void finalize_iterator(bt_self_message_iterator *self)
{
	struct source_iterator *iterator = bt_self_message_iterator_get_data(self);

	g_ptr_array_free(iterator->events, TRUE);
	bt_stream_put_ref(iterator->stream);
	bt_trace_put_ref(iterator->trace);
	bt_stream_class_put_ref(iterator->stream_class);
	bt_trace_class_put_ref(iterator->trace_class);
	g_free(iterator);
}

static const struct source_event *find_event(struct source_iterator *iterator, const char *name)
{
	for (guint i = 0; i < iterator->events->len; i++) {
		const struct source_event *event = g_ptr_array_index(iterator->events, i);

		if (strcmp(event->spec.event_name, name) == 0) {
			return event;
		}
	}
	g_assert_not_reached();
}

static bt_message *create_event_message(
	struct source_iterator *iterator, const char *name, const void *record)
{
	const struct source_event *source_event = find_event(iterator, name);
	bt_message *message;
	bt_event *event;

	iterator->cycles += CYCLES_PER_STEP;
	if (iterator->script->without_clock) {
		message = bt_message_event_create(
			iterator->self, source_event->event_class, iterator->stream);
	} else {
		message = bt_message_event_create_with_default_clock_snapshot(iterator->self,
			source_event->event_class, iterator->stream, iterator->cycles);
	}
	event = bt_message_event_borrow_event(message);
	if (!iterator->script->without_vpid_context) {
		v8scope_record_write(
			&vpid_spec, bt_event_borrow_common_context_field(event), iterator->script);
	}
	v8scope_record_write(&source_event->spec, bt_event_borrow_payload_field(event), record);
	return message;
}

static bt_message *create_object_message(
	struct source_iterator *iterator, const struct v8scope_loaded_object *object)
{
	return create_event_message(iterator,
		object->type == V8SCOPE_LOADED_OBJECT_BUILD_ID ? "lttng_ust_statedump:build_id"
							       : "lttng_ust_statedump:bin_info",
		object);
}

static bt_message *create_discarded_message(struct source_iterator *iterator, uint64_t count)
{
	bt_message *message = bt_message_discarded_events_create(iterator->self, iterator->stream);

	if (count > 0) {
		bt_message_discarded_events_set_count(message, count);
	}
	return message;
}

static bt_message *create_discarded_packets_message(
	struct source_iterator *iterator, uint64_t count)
{
	bt_message *message = bt_message_discarded_packets_create(iterator->self, iterator->stream);

	bt_message_discarded_packets_set_count(message, count);
	return message;
}

static bt_message *create_step_message(struct source_iterator *iterator, const struct step *step)
{
	switch (step->type) {
	case STEP_EVENT:
		return create_event_message(iterator,
			v8scope_vocabulary_event(step->event.type)->event_name, &step->event);
	case STEP_OBJECT:
		return create_object_message(iterator, &step->object);
	case STEP_FOREIGN_EVENT:
		return create_event_message(iterator, foreign_spec.event_name, NULL);
	case STEP_UNKNOWN_EVENT:
		return create_event_message(iterator, unknown_spec.event_name, NULL);
	case STEP_DISCARDED_EVENTS:
		return create_discarded_message(iterator, step->count);
	case STEP_DISCARDED_PACKETS:
		return create_discarded_packets_message(iterator, step->count);
	default:
		g_assert_not_reached();
	}
}

/* One message a call: then what a filter does between two batches shows. */
static bt_message_iterator_class_next_method_status emit(
	bt_message_array_const messages, uint64_t *count, bt_message *message)
{
	messages[0] = message;
	*count = 1;
	return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
}

static bt_message_iterator_class_next_method_status emit_end(
	struct source_iterator *iterator, bt_message_array_const messages, uint64_t *count)
{
	if (iterator->ended) {
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_END;
	}
	iterator->ended = true;
	return emit(
		messages, count, bt_message_stream_end_create(iterator->self, iterator->stream));
}

static bt_message_iterator_class_next_method_status next(bt_self_message_iterator *self,
	bt_message_array_const messages, uint64_t capacity, uint64_t *count)
{
	struct source_iterator *iterator = bt_self_message_iterator_get_data(self);
	struct step *step;

	(void)capacity;
	if (!iterator->begun) {
		iterator->begun = true;
		return emit(messages, count,
			bt_message_stream_beginning_create(iterator->self, iterator->stream));
	}
	if (iterator->next_step == iterator->script->steps->len) {
		return emit_end(iterator, messages, count);
	}
	step = &g_array_index(iterator->script->steps, struct step, iterator->next_step++);
	iterator->script->steps_done++;
	switch (step->type) {
	case STEP_ERROR:
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_MESSAGE_ITERATOR(
			self, "the packet ends too early");
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_ERROR;
	case STEP_AGAIN:
		if (!step->done) {
			step->done = true;
			return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_AGAIN;
		}
		return next(self, messages, capacity, count);
	case STEP_INTERRUPT:
		bt_interrupter_set(iterator->script->interrupter);
		return emit(messages, count,
			create_event_message(iterator, foreign_spec.event_name, NULL));
	default:
		return emit(messages, count, create_step_message(iterator, step));
	}
}

static bt_message_iterator_class_can_seek_beginning_method_status can_seek_beginning(
	bt_self_message_iterator *self, bt_bool *can_seek)
{
	struct source_iterator *iterator = bt_self_message_iterator_get_data(self);

	*can_seek = !iterator->script->cannot_seek;
	return BT_MESSAGE_ITERATOR_CLASS_CAN_SEEK_BEGINNING_METHOD_STATUS_OK;
}

static bt_message_iterator_class_seek_beginning_method_status seek_beginning(
	bt_self_message_iterator *self)
{
	struct source_iterator *iterator = bt_self_message_iterator_get_data(self);

	iterator->next_step = 0;
	iterator->begun = false;
	iterator->ended = false;
	iterator->cycles = 0;
	iterator->script->seeks++;
	return BT_MESSAGE_ITERATOR_CLASS_SEEK_BEGINNING_METHOD_STATUS_OK;
}

static bt_component_class_initialize_method_status initialize(bt_self_component_source *self,
	bt_self_component_source_configuration *configuration, const bt_value *params, void *data)
{
	(void)configuration;
	(void)params;
	bt_self_component_set_data(bt_self_component_source_as_self_component(self), data);
	bt_self_component_source_add_output_port(self, "out", NULL, NULL);
	return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

const bt_component_class_source *script_source_class_create(void)
{
	bt_message_iterator_class *iterator_class = bt_message_iterator_class_create(next);
	bt_component_class_source *source_class;

	bt_message_iterator_class_set_initialize_method(iterator_class, initialize_iterator);
	bt_message_iterator_class_set_finalize_method(iterator_class, finalize_iterator);
	bt_message_iterator_class_set_seek_beginning_methods(
		iterator_class, seek_beginning, can_seek_beginning);
	source_class = bt_component_class_source_create("script", iterator_class);
	bt_component_class_source_set_initialize_method(source_class, initialize);
	bt_message_iterator_class_put_ref(iterator_class);
	return source_class;
}
