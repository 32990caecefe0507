/* SPDX-License-Identifier: MIT */
/*
 * Any metadata and any events of it: streams whose event classes are those of the
 * vocabularies, with fields missing, added, and of other types, decoded for the model and
 * read as an attribution.
 */
#include <string.h>

#include <babeltrace2/babeltrace.h>

#include "checks.h"
#include "decoder.h"
#include "derived.h"
#include "input.h"
#include "model.h"
#include "reader.h"
#include "record_writer.h"
#include "vocabulary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_CLASSES = 12, MAX_FIELDS = 128 };

struct event_class {
	struct v8scope_record_spec spec;
	struct v8scope_field_spec fields[MAX_FIELDS];
	bt_event_class *class; /* a reference */
};

/* What the source's iterator makes messages of. */
struct stream {
	struct fuzz_input *input; /* borrowed */
	bt_self_message_iterator *self;
	struct event_class classes[MAX_CLASSES];
	unsigned int class_count;
	bt_stream *stream; /* a reference */
	bool begun;
	bool ended;
};

/* Large enough for the records of every spec. */
union any_record {
	struct v8scope_event event;
	struct v8scope_loaded_object object;
	struct v8scope_report report;
	struct v8scope_report_process process;
	struct v8scope_report_isolate isolate;
	struct v8scope_holder holder;
};

static const struct v8scope_record_spec *pick_spec(struct fuzz_input *input)
{
	static const char *const objects[] = {"lttng_ust_statedump:bin_info",
		"lttng_ust_statedump:build_id", "lttng_ust_dl:dlopen", "lttng_ust_lib:load"};
	uint8_t number = fuzz_read_byte(input);
	const struct v8scope_record_spec *spec = NULL;

	if (number < V8SCOPE_EVENT_COUNT) {
		return v8scope_vocabulary_event(number);
	}
	number -= V8SCOPE_EVENT_COUNT;
	if (number < V8SCOPE_DERIVED_EVENT_COUNT) {
		return v8scope_derived_event_spec(number);
	}
	spec = v8scope_load_map_find_event(objects[number % G_N_ELEMENTS(objects)]);
	return spec != NULL ? spec : v8scope_vocabulary_event(0);
}

static bool has_field(const struct event_class *class, const char *name)
{
	for (size_t i = 0; i < class->spec.field_count; i++) {
		if (strcmp(class->fields[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

/* A field of the spec as it is, or not at all, or with the type of another. */
static void add_field(struct fuzz_input *input, struct event_class *class,
	const struct v8scope_record_spec *spec, size_t index)
{
	uint8_t defect = fuzz_read_byte(input);
	struct v8scope_field_spec field = spec->fields[index];

	if (defect == 1 || has_field(class, field.name)) {
		return;
	}
	if (defect == 2) {
		field = spec->fields[(index + 1) % spec->field_count];
		field.name = spec->fields[index].name;
	}
	class->fields[class->spec.field_count++] = field;
}

static void add_class(
	struct stream *stream, bt_trace_class *trace_class, bt_stream_class *stream_class)
{
	struct event_class *class = &stream->classes[stream->class_count++];
	const struct v8scope_record_spec *spec = pick_spec(stream->input);
	bt_field_class *payload;

	class->spec = *spec;
	class->spec.fields = class->fields;
	class->spec.field_count = 0;
	for (size_t i = 0; i < spec->field_count; i++) {
		add_field(stream->input, class, spec, i);
	}
	class->class = bt_event_class_create(stream_class);
	FUZZ_CHECK(bt_event_class_set_name(class->class, spec->event_name) ==
		   BT_EVENT_CLASS_SET_NAME_STATUS_OK);
	payload = v8scope_record_create_field_class(&class->spec, trace_class);
	FUZZ_CHECK(bt_event_class_set_payload_field_class(class->class, payload) ==
		   BT_EVENT_CLASS_SET_FIELD_CLASS_STATUS_OK);
	bt_field_class_put_ref(payload);
}

static void add_clock(struct stream *stream, bt_self_component *self, bt_stream_class *stream_class)
{
	bt_clock_class *clock = bt_clock_class_create(self);
	uint64_t frequency = fuzz_read_number(stream->input);

	/* babeltrace2 takes no other. */
	bt_clock_class_set_frequency(clock, MAX(MIN(frequency, UINT64_MAX - 1), 1));
	bt_clock_class_set_offset(clock, (int64_t)(fuzz_read_number(stream->input) >> 30), 0);
	bt_stream_class_set_default_clock_class(stream_class, clock);
	bt_clock_class_put_ref(clock);
}

static bt_message_iterator_class_initialize_method_status initialize_iterator(
	bt_self_message_iterator *self, bt_self_message_iterator_configuration *configuration,
	bt_self_component_port_output *port)
{
	bt_self_component *component = bt_self_message_iterator_borrow_component(self);
	struct stream *stream = bt_self_component_get_data(component);
	bt_trace_class *trace_class = bt_trace_class_create(component);
	bt_stream_class *stream_class = bt_stream_class_create(trace_class);
	unsigned int count = 1 + fuzz_read_byte(stream->input) % MAX_CLASSES;
	bt_trace *trace;

	(void)configuration;
	(void)port;
	stream->self = self;
	add_clock(stream, component, stream_class);
	while (stream->class_count < count) {
		add_class(stream, trace_class, stream_class);
	}
	trace = bt_trace_create(trace_class);
	bt_trace_set_environment_entry_integer(
		trace, "vpid", (int64_t)fuzz_read_number(stream->input));
	stream->stream = bt_stream_create(stream_class, trace);
	bt_trace_put_ref(trace);
	bt_stream_class_put_ref(stream_class);
	bt_trace_class_put_ref(trace_class);
	bt_self_message_iterator_set_data(self, stream);
	return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

static void finalize_iterator(bt_self_message_iterator *self)
{
	struct stream *stream = bt_self_message_iterator_get_data(self);

	for (unsigned int i = 0; i < stream->class_count; i++) {
		bt_event_class_put_ref(stream->classes[i].class);
	}
	bt_stream_put_ref(stream->stream);
}

static const bt_message *create_event(struct stream *stream)
{
	const struct event_class *class =
		&stream->classes[fuzz_read_byte(stream->input) % stream->class_count];
	bt_message *message = bt_message_event_create_with_default_clock_snapshot(
		stream->self, class->class, stream->stream, fuzz_read_number(stream->input));
	bt_event *event = bt_message_event_borrow_event(message);
	union any_record record = {0};

	fuzz_read_record(stream->input, &class->spec, &record, false);
	FUZZ_CHECK(
		v8scope_record_write(&class->spec, bt_event_borrow_payload_field(event), &record));
	return message;
}

static bt_message_iterator_class_next_method_status next(bt_self_message_iterator *self,
	bt_message_array_const messages, uint64_t capacity, uint64_t *count)
{
	struct stream *stream = bt_self_message_iterator_get_data(self);

	(void)capacity;
	*count = 1;
	if (!stream->begun) {
		stream->begun = true;
		messages[0] = bt_message_stream_beginning_create(self, stream->stream);
	} else if (stream->input->left > 0) {
		messages[0] = create_event(stream);
	} else if (!stream->ended) {
		stream->ended = true;
		messages[0] = bt_message_stream_end_create(self, stream->stream);
	} else {
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_END;
	}
	return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
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

/* The readers under test. */
struct readers {
	struct v8scope_decoder *decoder;
	struct v8scope_model *model;
	struct v8scope_derived_reader *derived;
	int64_t ts_ns;
};

static void read_message(struct readers *readers, const bt_message *message)
{
	struct v8scope_decoded decoded;

	if (bt_message_get_type(message) != BT_MESSAGE_TYPE_EVENT) {
		return;
	}
	switch (v8scope_decoder_decode(readers->decoder, message, &decoded)) {
	case V8SCOPE_DECODE_STATUS_EVENT:
		/* The muxer puts events in order. */
		decoded.event.ts_ns = MAX(decoded.event.ts_ns, readers->ts_ns);
		readers->ts_ns = decoded.event.ts_ns;
		v8scope_model_handle_event(readers->model, &decoded.event);
		break;
	case V8SCOPE_DECODE_STATUS_NEWER_SCHEMA:
	case V8SCOPE_DECODE_STATUS_ERROR:
		FUZZ_CHECK(v8scope_decoder_get_error(readers->decoder)[0] != '\0');
		break;
	default:
		break;
	}
	if (v8scope_derived_reader_read(
		    readers->derived, bt_message_event_borrow_event_const(message)) ==
		V8SCOPE_DERIVED_READER_STATUS_ERROR) {
		FUZZ_CHECK(v8scope_derived_reader_get_error(readers->derived)[0] != '\0');
	}
}

static bt_graph_simple_sink_component_consume_func_status consume(
	bt_message_iterator *iterator, void *data)
{
	bt_message_array_const messages;
	uint64_t count;

	if (bt_message_iterator_next(iterator, &messages, &count) !=
		BT_MESSAGE_ITERATOR_NEXT_STATUS_OK) {
		return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_END;
	}
	for (uint64_t i = 0; i < count; i++) {
		read_message(data, messages[i]);
		bt_message_put_ref(messages[i]);
	}
	return BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK;
}

static bt_component_class_source *create_source_class(void)
{
	bt_message_iterator_class *iterator_class = bt_message_iterator_class_create(next);
	bt_component_class_source *class = bt_component_class_source_create("any", iterator_class);

	bt_message_iterator_class_set_initialize_method(iterator_class, initialize_iterator);
	bt_message_iterator_class_set_finalize_method(iterator_class, finalize_iterator);
	bt_component_class_source_set_initialize_method(class, initialize);
	bt_message_iterator_class_put_ref(iterator_class);
	return class;
}

static void run(struct stream *stream, struct readers *readers)
{
	bt_component_class_source *class = create_source_class();
	bt_graph *graph = bt_graph_create(0);
	const bt_component_source *source;
	const bt_component_sink *sink;

	FUZZ_CHECK(bt_graph_add_source_component_with_initialize_method_data(graph, class, "source",
			   NULL, stream, BT_LOGGING_LEVEL_NONE,
			   &source) == BT_GRAPH_ADD_COMPONENT_STATUS_OK);
	FUZZ_CHECK(bt_graph_add_simple_sink_component(graph, "sink", NULL, consume, NULL, readers,
			   &sink) == BT_GRAPH_ADD_COMPONENT_STATUS_OK);
	FUZZ_CHECK(bt_graph_connect_ports(graph,
			   bt_component_source_borrow_output_port_by_index_const(source, 0),
			   bt_component_sink_borrow_input_port_by_index_const(sink, 0),
			   NULL) == BT_GRAPH_CONNECT_PORTS_STATUS_OK);
	bt_graph_run(graph);
	bt_graph_put_ref(graph);
	bt_component_class_source_put_ref(class);
	bt_current_thread_clear_error();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct readers readers = {v8scope_decoder_create(), v8scope_model_create(),
		v8scope_derived_reader_create(), 0};
	struct v8scope_report *report;
	struct fuzz_input input;
	struct stream stream = {.input = &input};

	fuzz_input_init(&input, data, size);
	run(&stream, &readers);
	report = v8scope_model_build_report(readers.model);
	fuzz_check_report(report);
	v8scope_report_destroy(report);
	report = v8scope_derived_reader_get_report(readers.derived);
	if (report != NULL) {
		fuzz_check_rendering(report, size);
	}
	v8scope_derived_reader_destroy(readers.derived);
	v8scope_model_destroy(readers.model);
	v8scope_decoder_destroy(readers.decoder);
	fuzz_input_fini(&input);
	return 0;
}
