/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "decoder.h"
#include "origin.h"
#include "rig.h"
#include "vocabulary.h"

/* The events of a script, as messages. */
static void collect(struct rig *rig, struct script *script)
{
	rig_init(rig, script);
	rig_add_collector(rig);
	assert_int_equal(bt_graph_run(rig->graph), BT_GRAPH_RUN_STATUS_OK);
}

static const bt_message *first_event(const struct rig *rig)
{
	for (guint i = 0; i < rig->messages->len; i++) {
		const bt_message *message = g_ptr_array_index(rig->messages, i);

		if (bt_message_get_type(message) == BT_MESSAGE_TYPE_EVENT) {
			return message;
		}
	}
	fail_msg("the script has no event");
	return NULL;
}

struct fixture {
	struct script script;
	struct rig rig;
	struct v8scope_decoder *decoder;
	struct v8scope_decoded decoded;
};

static void begin(struct fixture *fixture)
{
	script_init(&fixture->script);
	fixture->decoder = v8scope_decoder_create();
}

static enum v8scope_decode_status decode(struct fixture *fixture)
{
	collect(&fixture->rig, &fixture->script);
	return v8scope_decoder_decode(
		fixture->decoder, first_event(&fixture->rig), &fixture->decoded);
}

static void end(struct fixture *fixture)
{
	rig_fini(&fixture->rig);
	script_fini(&fixture->script);
	v8scope_decoder_destroy(fixture->decoder);
}

static const uintptr_t some_ips[] = {0x7fff12345678, 0, 42};

/* Another value for every field of the record. Elements of a sequence are as small as the field's.
 */
static void fill_record(const struct v8scope_record_spec *spec, char *record)
{
	for (size_t i = 0; i < spec->field_count; i++) {
		const struct v8scope_field_spec *field = &spec->fields[i];
		char *member = record + field->offset;

		switch (field->kind) {
		case V8SCOPE_FIELD_KIND_UNSIGNED:
			v8scope_record_store_unsigned(member, field->size, i + 1);
			break;
		case V8SCOPE_FIELD_KIND_SIGNED:
			v8scope_record_store_signed(member, field->size, -(int64_t)i - 1);
			break;
		case V8SCOPE_FIELD_KIND_BOOL:
			*(bool *)member = true;
			break;
		case V8SCOPE_FIELD_KIND_STRING:
			*(const char **)member = field->name;
			break;
		case V8SCOPE_FIELD_KIND_SEQUENCE:
			*(const uintptr_t **)member = some_ips;
			*(uint32_t *)(record + field->count_offset) = G_N_ELEMENTS(some_ips);
			break;
		default:
			fail_msg("field %s of an unexpected kind", field->name);
		}
	}
	/* The two rows of `isolate` are one field of the trace: the first row's value. */
	for (size_t i = 1; i < spec->field_count; i++) {
		if (strcmp(spec->fields[i].name, "isolate") == 0) {
			v8scope_record_store_unsigned(
				record + spec->fields[i].offset, spec->fields[i].size, 1);
		}
	}
}

static void assert_same_record(const struct v8scope_record_spec *spec, const char *a, const char *b)
{
	for (size_t i = 0; i < spec->field_count; i++) {
		const struct v8scope_field_spec *field = &spec->fields[i];
		const char *member_a = a + field->offset;
		const char *member_b = b + field->offset;

		if (field->kind == V8SCOPE_FIELD_KIND_STRING) {
			assert_string_equal(*(char *const *)member_a, *(char *const *)member_b);
		} else if (field->kind == V8SCOPE_FIELD_KIND_SEQUENCE) {
			assert_int_equal(*(const uint32_t *)(a + field->count_offset),
				*(const uint32_t *)(b + field->count_offset));
			assert_memory_equal(*(char *const *)member_a, *(char *const *)member_b,
				G_N_ELEMENTS(some_ips) * field->size);
		} else {
			assert_memory_equal(member_a, member_b, field->size);
		}
	}
}

static void every_field_of_every_event_is_decoded(void **state)
{
	(void)state;
	for (size_t i = 0; i < v8scope_vocabulary_count(); i++) {
		const struct v8scope_record_spec *spec = v8scope_vocabulary_event(i);
		struct v8scope_event event;
		struct fixture fixture;

		memset(&event, 0, sizeof(event));
		fill_record(spec, (char *)&event);
		event.type = (enum v8scope_event_type)spec->type;
		begin(&fixture);
		script_add_event(&fixture.script, &event);
		if (event.type == V8SCOPE_EVENT_ISOLATE_ATTACH) {
			struct step *step = &g_array_index(fixture.script.steps, struct step, 0);

			step->event.u.isolate_attach.schema = V8SCOPE_EVENT_SCHEMA;
			event.u.isolate_attach.schema = V8SCOPE_EVENT_SCHEMA;
		}
		assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_EVENT);
		assert_int_equal(fixture.decoded.event.type, spec->type);
		assert_same_record(spec, (char *)&event, (char *)&fixture.decoded.event);
		end(&fixture);
	}
}

static const struct v8scope_event census_end = {.type = V8SCOPE_EVENT_CENSUS_END};

static void a_missing_field_is_named(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	fixture.script.missing_field = "unaccounted";
	script_add_event(&fixture.script, &census_end);
	assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_ERROR);
	assert_non_null(strstr(v8scope_decoder_get_error(fixture.decoder),
		"event v8:census_end of trace script has no field `unaccounted`: "
		"expected an unsigned integer"));
	end(&fixture);
}

static void a_field_of_another_type_is_named(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	fixture.script.signed_field = "handles";
	script_add_event(&fixture.script, &census_end);
	assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_ERROR);
	assert_non_null(strstr(v8scope_decoder_get_error(fixture.decoder),
		"has a field `handles` of another type: expected an unsigned integer"));
	end(&fixture);
}

struct later_record {
	uint64_t handles;
	uint64_t added;
	const char *named;
};

/* A census_end, read by an analysis that knows two fields more than the trace has. */
static void a_later_field_that_a_trace_lacks_reads_as_zero(void **state)
{
	static const struct v8scope_field_spec fields[] = {
		V8SCOPE_FIELD_LATER("added", UNSIGNED, struct later_record, added),
		V8SCOPE_FIELD_LATER("named", STRING, struct later_record, named),
		V8SCOPE_FIELD_LATER("handles", UNSIGNED, struct later_record, handles),
	};
	static const struct v8scope_record_spec spec = {
		.fields = fields, .field_count = G_N_ELEMENTS(fields)};
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_CENSUS_END, .u.census_end = {.handles = 42}};
	struct later_record record = {.added = 7, .named = "left from the last event"};
	struct v8scope_field_map *map;
	GString *error = g_string_new(NULL);
	const bt_field *payload;
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	script_add_event(&fixture.script, &event);
	assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_EVENT);
	payload = bt_event_borrow_payload_field_const(
		bt_message_event_borrow_event_const(first_event(&fixture.rig)));
	map = v8scope_field_map_create(&spec, bt_field_borrow_class_const(payload), error);
	assert_non_null(map);
	assert_true(v8scope_field_map_read(map, payload, &record, error));
	assert_int_equal(record.handles, 42);
	assert_int_equal(record.added, 0);
	assert_null(record.named);
	v8scope_field_map_destroy(map);
	g_string_free(error, TRUE);
	end(&fixture);
}

static void an_extra_field_is_ignored(void **state)
{
	struct v8scope_event event = {
		.type = V8SCOPE_EVENT_HANDLES_GROW, .isolate = 7, .u.handles_grow = {1, 2, 3}};
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	fixture.script.extra_field = true;
	script_add_event(&fixture.script, &event);
	assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_EVENT);
	assert_int_equal(fixture.decoded.event.u.handles_grow.handles, 3);
	end(&fixture);
}

static bool reads_nothing(enum v8scope_event_type type)
{
	(void)type;
	return false;
}

/* Whatever the fields are of: of whom and of when the event is must still be known. */
static void of_an_event_that_is_not_read_the_isolate_is_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < v8scope_vocabulary_count(); i++) {
		struct v8scope_event event = {
			.type = (enum v8scope_event_type)v8scope_vocabulary_event(i)->type,
			.isolate = 7};
		struct fixture fixture;

		begin(&fixture);
		v8scope_decoder_read_only(fixture.decoder, reads_nothing);
		script_add_event(&fixture.script, &event);
		assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_EVENT);
		assert_int_equal(fixture.decoded.event.type, event.type);
		assert_int_equal(fixture.decoded.event.isolate, 7);
		assert_int_equal(fixture.decoded.event.pid, fixture.script.vpid);
		end(&fixture);
	}
}

static void an_unknown_event_is_ignored(void **state)
{
	static const enum step_type types[] = {STEP_UNKNOWN_EVENT, STEP_FOREIGN_EVENT};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
		struct fixture fixture;

		begin(&fixture);
		script_add(&fixture.script, types[i], 0);
		assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_IGNORED);
		end(&fixture);
	}
}

static const struct v8scope_event attach_of_tomorrow = {
	.type = V8SCOPE_EVENT_ISOLATE_ATTACH,
	.u.isolate_attach = {.info = {.v8_version = "",
				     .attach_mode = "",
				     .capabilities = "",
				     .gc_policy = "",
				     .command = ""},
		.schema = V8SCOPE_EVENT_SCHEMA + 1},
};

static void a_newer_schema_is_told_apart(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	script_add_event(&fixture.script, &attach_of_tomorrow);
	assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_NEWER_SCHEMA);
	assert_int_equal(
		strncmp(v8scope_decoder_get_error(fixture.decoder),
			V8SCOPE_DECODE_NEWER_SCHEMA_TEXT, strlen(V8SCOPE_DECODE_NEWER_SCHEMA_TEXT)),
		0);
	end(&fixture);
}

static void a_newer_schema_that_dropped_a_field_is_told_apart(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	fixture.script.missing_field = "capabilities";
	script_add_event(&fixture.script, &attach_of_tomorrow);
	assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_NEWER_SCHEMA);
	end(&fixture);
}

static int64_t decode_pid(bool context, int64_t environment_vpid)
{
	struct fixture fixture;
	int64_t pid;

	begin(&fixture);
	fixture.script.without_vpid_context = !context;
	fixture.script.environment_vpid = environment_vpid;
	script_add_event(&fixture.script, &census_end);
	assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_EVENT);
	pid = fixture.decoded.event.pid;
	end(&fixture);
	return pid;
}

static void the_process_is_the_vpid_context(void **state)
{
	(void)state;
	assert_int_equal(decode_pid(true, 0), 4711);
}

static void the_process_is_the_environment_of_per_process_buffers(void **state)
{
	(void)state;
	assert_int_equal(decode_pid(false, 815), 815);
}

static void the_process_is_unknown_without_either(void **state)
{
	(void)state;
	assert_int_equal(decode_pid(false, 0), -1);
}

static void a_clock_is_scaled_to_nanoseconds(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	fixture.script.clock_frequency = 1000;
	fixture.script.clock_offset_s = 10;
	script_add_event(&fixture.script, &census_end);
	assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_EVENT);
	assert_int_equal(fixture.decoded.event.clock_ns, INT64_C(1000000000));
	assert_int_equal(fixture.decoded.event.ts_ns, INT64_C(11000000000));
	end(&fixture);
}

static void figures_that_no_process_has_are_bounded(void **state)
{
	struct v8scope_event gc_end = {.type = V8SCOPE_EVENT_GC_END};
	struct fixture fixture;

	(void)state;
	gc_end.u.gc.handles = UINT64_MAX;
	gc_end.u.gc.checkpoints = 12345;
	begin(&fixture);
	script_add_event(&fixture.script, &gc_end);
	assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_EVENT);
	assert_int_equal(fixture.decoded.event.u.gc.handles, UINT64_C(1) << 50);
	assert_int_equal(fixture.decoded.event.u.gc.checkpoints, 12345);
	end(&fixture);
}

static void times_are_bounded_that_two_can_be_added(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	fixture.script.clock_frequency = 1; /* its first event: 1000 s */
	fixture.script.clock_offset_s = INT64_C(9000000000);
	script_add_event(&fixture.script, &census_end);
	assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_EVENT);
	assert_int_equal(fixture.decoded.event.ts_ns, V8SCOPE_ORIGIN_LAST_NS);
	assert_int_equal(fixture.decoded.event.clock_ns, INT64_C(1000000000000));
	end(&fixture);
}

static void a_trace_without_clock_is_decoded(void **state)
{
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	fixture.script.without_clock = true;
	script_add_event(&fixture.script, &census_end);
	assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_EVENT);
	assert_int_equal(fixture.decoded.event.ts_ns, 0);
	end(&fixture);
}

static void a_loaded_object_is_decoded(void **state)
{
	const struct v8scope_loaded_object object = {
		.base = 0x400000, .size = 4096, .path = "/bin/leak"};
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	script_add_object(&fixture.script, &object);
	assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_OBJECT);
	assert_int_equal(fixture.decoded.object.type, V8SCOPE_LOADED_OBJECT_RANGE);
	assert_int_equal(fixture.decoded.object.pid, 4711);
	assert_int_equal(fixture.decoded.object.base, 0x400000);
	assert_int_equal(fixture.decoded.object.size, 4096);
	assert_string_equal(fixture.decoded.object.path, "/bin/leak");
	end(&fixture);
}

static void a_build_id_is_decoded(void **state)
{
	static const uint8_t build_id[] = {0xca, 0xfe, 0x00, 0xff};
	const struct v8scope_loaded_object object = {.type = V8SCOPE_LOADED_OBJECT_BUILD_ID,
		.base = 0x400000,
		.build_id = build_id,
		.build_id_length = sizeof(build_id)};
	struct fixture fixture;

	(void)state;
	begin(&fixture);
	script_add_object(&fixture.script, &object);
	assert_int_equal(decode(&fixture), V8SCOPE_DECODE_STATUS_OBJECT);
	assert_int_equal(fixture.decoded.object.build_id_length, sizeof(build_id));
	assert_memory_equal(fixture.decoded.object.build_id, build_id, sizeof(build_id));
	end(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_of_every_event_is_decoded),
		cmocka_unit_test(a_missing_field_is_named),
		cmocka_unit_test(a_field_of_another_type_is_named),
		cmocka_unit_test(a_later_field_that_a_trace_lacks_reads_as_zero),
		cmocka_unit_test(an_extra_field_is_ignored),
		cmocka_unit_test(of_an_event_that_is_not_read_the_isolate_is_known),
		cmocka_unit_test(an_unknown_event_is_ignored),
		cmocka_unit_test(a_newer_schema_is_told_apart),
		cmocka_unit_test(a_newer_schema_that_dropped_a_field_is_told_apart),
		cmocka_unit_test(the_process_is_the_vpid_context),
		cmocka_unit_test(the_process_is_the_environment_of_per_process_buffers),
		cmocka_unit_test(the_process_is_unknown_without_either),
		cmocka_unit_test(a_clock_is_scaled_to_nanoseconds),
		cmocka_unit_test(figures_that_no_process_has_are_bounded),
		cmocka_unit_test(times_are_bounded_that_two_can_be_added),
		cmocka_unit_test(a_trace_without_clock_is_decoded),
		cmocka_unit_test(a_loaded_object_is_decoded),
		cmocka_unit_test(a_build_id_is_decoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
