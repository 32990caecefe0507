/* SPDX-License-Identifier: MIT */
#include "decoder.h"

#include <string.h>

#include "origin.h"
#include "report.h"
#include "vocabulary.h"

#define PROVIDER_PREFIX "v8:"
#define UUID_BYTES 16

/* What is known about one event class. */
struct decoder_class {
	const bt_event_class *event_class; /* a reference: the cache goes by its address */
	struct v8scope_origin origin;
	uint32_t host;				/* index among the decoder's */
	const struct v8scope_record_spec *spec; /* NULL: ignored */
	bool is_object;				/* spec is of load_map, not of the vocabulary */
	bool is_brief;				/* of its own fields none is read */
	struct v8scope_field_map *map;		/* owned; NULL: ignored, or `error` says why */
	struct v8scope_field_map *schema_map;	/* owned; of isolate_attach, NULL of others */
	char *error;				/* owned, NULL: none */
};

/* A machine, or a container of one that traces by itself. */
struct host {
	uint8_t clock_uuid[UUID_BYTES];
	char *name; /* owned, NULL: not known */
};

/* A trace has some dozens of event classes; so many that hardly two share a place. */
#define RECENT_CLASSES 1024

struct v8scope_decoder {
	GHashTable *classes; /* owned; const bt_event_class * to struct decoder_class */
	struct decoder_class *recent[RECENT_CLASSES];  /* borrowed from there, by address; NULL */
	bool (*is_read)(enum v8scope_event_type type); /* NULL: all are */
	GPtrArray *hosts; /* owned; of struct host, in order of appearance */
	GString *error;	  /* owned */
};

static const struct v8scope_field_spec schema_field[] = {
	V8SCOPE_FIELD("schema", UNSIGNED, struct v8scope_event, u.isolate_attach.schema),
};

/* isolate_attach's schema alone, readable even where a newer schema dropped a field. */
static const struct v8scope_record_spec schema_spec = {"v8:isolate_attach",
	V8SCOPE_EVENT_ISOLATE_ATTACH, schema_field, G_N_ELEMENTS(schema_field)};

static void class_destroy(gpointer data)
{
	struct decoder_class *class = data;

	v8scope_field_map_destroy(class->map);
	v8scope_field_map_destroy(class->schema_map);
	g_free(class->error);
	bt_event_class_put_ref(class->event_class);
	g_free(class);
}

static void host_destroy(gpointer data)
{
	struct host *host = data;

	g_free(host->name);
	g_free(host);
}

struct v8scope_decoder *v8scope_decoder_create(void)
{
	struct v8scope_decoder *decoder = g_new0(struct v8scope_decoder, 1);

	decoder->classes =
		g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, class_destroy);
	decoder->error = g_string_new(NULL);
	decoder->hosts = g_ptr_array_new_with_free_func(host_destroy);
	return decoder;
}

void v8scope_decoder_destroy(struct v8scope_decoder *decoder)
{
	if (!decoder) {
		return;
	}
	g_hash_table_destroy(decoder->classes);
	g_ptr_array_unref(decoder->hosts);
	g_string_free(decoder->error, TRUE);
	g_free(decoder);
}

void v8scope_decoder_read_only(
	struct v8scope_decoder *decoder, bool (*is_read)(enum v8scope_event_type type))
{
	decoder->is_read = is_read;
}

const char *v8scope_decoder_get_error(const struct v8scope_decoder *decoder)
{
	return decoder->error->str;
}

static void find_spec(struct decoder_class *class)
{
	const char *name = bt_event_class_get_name(class->event_class);

	if (!name) {
		return;
	}
	class->spec = v8scope_vocabulary_find(name);
	if (!class->spec) {
		class->spec = v8scope_load_map_find_event(name);
		class->is_object = class->spec != NULL;
	}
}

/* What is known of every event: the first row of each table of the vocabulary. */
#define COMMON_FIELDS 1

static void resolve_fields(const struct v8scope_decoder *decoder, struct decoder_class *class)
{
	const bt_field_class *payload =
		bt_event_class_borrow_payload_field_class_const(class->event_class);
	GString *error = g_string_new(NULL);

	if (!class->is_object && class->spec->type == V8SCOPE_EVENT_ISOLATE_ATTACH) {
		class->schema_map = v8scope_field_map_create(&schema_spec, payload, error);
		g_string_truncate(error, 0);
	}
	class->map = v8scope_field_map_create(class->spec, payload, error);
	/* An LTTng-UST that records its load map in another way costs symbols only. */
	if (!class->map && !class->is_object) {
		class->error = g_strdup(error->str);
	}
	if (class->map && !class->is_object && decoder->is_read &&
		!decoder->is_read((enum v8scope_event_type) class->spec->type)) {
		class->is_brief = true;
		v8scope_field_map_read_first(class->map, COMMON_FIELDS);
	}
	g_string_free(error, TRUE);
}

/*
 * Clocks of one host have one UUID, and so have those of its containers, which have names of
 * their own. Traces without an UUID are taken for the same host's.
 */
static uint32_t find_host(struct v8scope_decoder *decoder, bt_uuid uuid, const char *name)
{
	struct host *host;

	if (!uuid) {
		return 0;
	}
	for (guint i = 0; i < decoder->hosts->len; i++) {
		host = g_ptr_array_index(decoder->hosts, i);
		if (memcmp(host->clock_uuid, uuid, UUID_BYTES) == 0 &&
			g_strcmp0(host->name, name) == 0) {
			return i;
		}
	}
	host = g_new0(struct host, 1);
	memcpy(host->clock_uuid, uuid, UUID_BYTES);
	host->name = g_strdup(name);
	g_ptr_array_add(decoder->hosts, host);
	return decoder->hosts->len - 1;
}

const char *v8scope_decoder_host_name(const struct v8scope_decoder *decoder, uint32_t host)
{
	const struct host *found;

	if (host >= decoder->hosts->len) {
		return NULL;
	}
	found = g_ptr_array_index(decoder->hosts, host);
	return found->name;
}

static struct decoder_class *class_create(struct v8scope_decoder *decoder, const bt_event *event)
{
	const bt_event_class *event_class = bt_event_borrow_class_const(event);
	struct decoder_class *class = g_new0(struct decoder_class, 1);

	class->event_class = event_class;
	bt_event_class_get_ref(event_class);
	find_spec(class);
	v8scope_origin_resolve(&class->origin, event_class);
	if (class->spec) {
		class->host = find_host(
			decoder, class->origin.clock_uuid, v8scope_origin_read_host_name(event));
		resolve_fields(decoder, class);
	}
	return class;
}

static struct decoder_class *find_or_create_class(
	struct v8scope_decoder *decoder, const bt_event *event)
{
	const bt_event_class *event_class = bt_event_borrow_class_const(event);
	struct decoder_class *class = g_hash_table_lookup(decoder->classes, event_class);

	if (!class) {
		class = class_create(decoder, event);
		g_hash_table_insert(decoder->classes, (gpointer)event_class, class);
	}
	return class;
}

static struct decoder_class *find_class(struct v8scope_decoder *decoder, const bt_event *event)
{
	const bt_event_class *event_class = bt_event_borrow_class_const(event);
	/* Memory is given out in units of 16 bytes. */
	struct decoder_class **recent =
		&decoder->recent[((uintptr_t)event_class >> 4) % RECENT_CLASSES];

	if (!*recent || (*recent)->event_class != event_class) {
		*recent = find_or_create_class(decoder, event);
	}
	return *recent;
}

static const char *trace_name(const bt_event *event)
{
	const char *name = bt_trace_get_name(
		bt_stream_borrow_trace_const(bt_event_borrow_stream_const(event)));

	return name ? name : "without a name";
}

/* "event v8:census_scope of trace NAME <problem>; <advice>" */
static enum v8scope_decode_status fail(struct v8scope_decoder *decoder,
	const struct decoder_class *class, const bt_event *event, const char *problem)
{
	g_string_printf(decoder->error,
		"event %s of trace %s %s; was it recorded by another version of v8scope? "
		"Read it with that version, or record it again",
		class->spec->event_name, trace_name(event), problem);
	return V8SCOPE_DECODE_STATUS_ERROR;
}

static bool has_newer_schema(struct v8scope_decoder *decoder, const struct decoder_class *class,
	const bt_event *event, const bt_field *payload)
{
	struct v8scope_event attach;

	if (!class->schema_map) {
		return false;
	}
	v8scope_field_map_read(class->schema_map, payload, &attach, decoder->error);
	if (attach.u.isolate_attach.schema <= V8SCOPE_EVENT_SCHEMA) {
		return false;
	}
	g_string_printf(decoder->error,
		V8SCOPE_DECODE_NEWER_SCHEMA_TEXT
		": event v8:isolate_attach of trace %s says schema %u, this v8scope reads up to "
		"%u; "
		"read it with the v8scope that recorded it, or a newer one",
		trace_name(event), (unsigned int)attach.u.isolate_attach.schema,
		(unsigned int)V8SCOPE_EVENT_SCHEMA);
	return true;
}

static enum v8scope_decode_status decode_object(
	struct decoder_class *class, const bt_event *event, struct v8scope_decoded *decoded)
{
	struct v8scope_loaded_object *object = &decoded->object;
	int64_t ts_ns;

	memset(object, 0, sizeof(*object));
	object->type = (enum v8scope_loaded_object_type) class->spec->type;
	object->pid = v8scope_report_process_key(
		class->host, v8scope_origin_read_pid(&class->origin, event));
	v8scope_origin_read_time(
		&class->origin, decoded->time, decoded->cycles, &ts_ns, &object->clock_ns);
	v8scope_field_map_read(
		class->map, bt_event_borrow_payload_field_const(event), object, NULL);
	return V8SCOPE_DECODE_STATUS_OBJECT;
}

static enum v8scope_decode_status decode_event(struct v8scope_decoder *decoder,
	struct decoder_class *class, const bt_event *event, struct v8scope_decoded *decoded)
{
	const bt_field *payload = bt_event_borrow_payload_field_const(event);
	struct v8scope_event *out = &decoded->event;

	if (has_newer_schema(decoder, class, event, payload)) {
		return V8SCOPE_DECODE_STATUS_NEWER_SCHEMA;
	}
	if (!class->map) {
		return fail(decoder, class, event, class->error);
	}
	if (!class->is_brief) {
		memset(&out->u, 0, sizeof(out->u));
	}
	out->type = (enum v8scope_event_type) class->spec->type;
	out->pid = v8scope_origin_read_pid(&class->origin, event);
	out->host = class->host;
	v8scope_origin_read_time(
		&class->origin, decoded->time, decoded->cycles, &out->ts_ns, &out->clock_ns);
	v8scope_field_map_read(class->map, payload, out, decoder->error);
	return V8SCOPE_DECODE_STATUS_EVENT;
}

enum v8scope_decode_status v8scope_decoder_decode(
	struct v8scope_decoder *decoder, const bt_message *message, struct v8scope_decoded *decoded)
{
	const bt_event *event = bt_message_event_borrow_event_const(message);
	struct decoder_class *class = find_class(decoder, event);

	decoded->clock_class = class->origin.clock_class;
	decoded->time = v8scope_origin_borrow_time(&class->origin, message);
	decoded->cycles = decoded->time ? bt_clock_snapshot_get_value(decoded->time) : 0;
	if (!class->spec) {
		return V8SCOPE_DECODE_STATUS_IGNORED;
	}
	if (!class->is_object) {
		return decode_event(decoder, class, event, decoded);
	}
	if (!class->map) {
		return V8SCOPE_DECODE_STATUS_IGNORED;
	}
	return decode_object(class, event, decoded);
}

static const bt_event_class *borrow_event_class(const bt_stream_class *stream_class, uint64_t i)
{
	return bt_stream_class_borrow_event_class_by_index_const(stream_class, i);
}

static bool is_v8(const bt_event_class *event_class)
{
	const char *name = bt_event_class_get_name(event_class);

	return name && g_str_has_prefix(name, PROVIDER_PREFIX);
}

static bool is_detail(const bt_event_class *event_class)
{
	bt_event_class_log_level level;

	return is_v8(event_class) &&
	       bt_event_class_get_log_level(event_class, &level) ==
		       BT_PROPERTY_AVAILABILITY_AVAILABLE &&
	       level > BT_EVENT_CLASS_LOG_LEVEL_INFO;
}

bool v8scope_stream_has_v8_events(const bt_stream *stream)
{
	const bt_stream_class *stream_class = bt_stream_borrow_class_const(stream);
	uint64_t count = bt_stream_class_get_event_class_count(stream_class);

	for (uint64_t i = 0; i < count; i++) {
		if (is_v8(borrow_event_class(stream_class, i))) {
			return true;
		}
	}
	return false;
}

bool v8scope_stream_is_detail(const bt_stream *stream)
{
	const bt_stream_class *stream_class = bt_stream_borrow_class_const(stream);
	uint64_t count = bt_stream_class_get_event_class_count(stream_class);

	for (uint64_t i = 0; i < count; i++) {
		if (!is_detail(borrow_event_class(stream_class, i))) {
			return false;
		}
	}
	return count > 0;
}
