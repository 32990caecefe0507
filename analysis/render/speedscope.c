/* SPDX-License-Identifier: MIT */
/* speedscope's own file format: two profiles an isolate, one a weight. */
#include "formats.h"

#include <inttypes.h>

#include "json_values.h"
#include "render.h"
#include "stacks.h"

/* By this speedscope knows its format. */
#define SCHEMA "https://www.speedscope.app/file-format-schema.json"

static const struct profile_kind {
	enum v8scope_weight weight;
	const char *title;
	const char *unit;
} profile_kinds[] = {
	{V8SCOPE_WEIGHT_BYTES, "growth in bytes", "bytes"},
	{V8SCOPE_WEIGHT_HANDLES, "handles held", "none"},
};

/* The frames that all profiles refer to, each once. */
struct frame_table {
	json_t *frames;	     /* a reference */
	GHashTable *indices; /* owned; the frame as text (owned) -> index */
};

static json_t *frame_to_json(const struct v8scope_stack_frame *frame)
{
	json_t *object = json_object();

	json_object_set_new(object, "name", v8scope_json_text(frame->name));
	if (frame->file) {
		json_object_set_new(object, "file", v8scope_json_text(frame->file));
	}
	if (frame->line > 0) {
		json_object_set_new(object, "line", json_integer(frame->line));
	}
	if (frame->column > 0) {
		json_object_set_new(object, "col", json_integer(frame->column));
	}
	return object;
}

static json_t *frame_index(struct frame_table *table, const struct v8scope_stack_frame *frame)
{
	/* No name has a line break: they are clean. */
	char *key = g_strdup_printf("%s\n%s\n%" PRId64 ":%" PRId64, frame->name,
		frame->file ? frame->file : "", frame->line, frame->column);
	void *index;

	if (!g_hash_table_lookup_extended(table->indices, key, NULL, &index)) {
		index = GSIZE_TO_POINTER(json_array_size(table->frames));
		json_array_append_new(table->frames, frame_to_json(frame));
		g_hash_table_insert(table->indices, key, index);
	} else {
		g_free(key);
	}
	return json_integer((json_int_t)GPOINTER_TO_SIZE(index));
}

static json_t *sample(struct frame_table *table, const struct v8scope_holder *holder)
{
	GPtrArray *stack = v8scope_stack_of_holder(holder);
	json_t *indices = json_array();

	for (guint i = 0; i < stack->len; i++) {
		json_array_append_new(indices, frame_index(table, g_ptr_array_index(stack, i)));
	}
	g_ptr_array_unref(stack);
	return indices;
}

static json_t *profile(struct frame_table *table, const char *process,
	const struct v8scope_report_isolate *isolate, const struct profile_kind *kind)
{
	json_t *object = json_object();
	json_t *samples = json_array();
	json_t *weights = json_array();
	int64_t total = 0;

	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);
		int64_t value;

		if (v8scope_stack_weight(holder, kind->weight, &value)) {
			json_array_append_new(samples, sample(table, holder));
			json_array_append_new(weights, json_integer(value));
			total = value > INT64_MAX - total ? INT64_MAX : total + value;
		}
	}
	json_object_set_new(object, "type", json_string("sampled"));
	json_object_set_new(object, "name",
		json_sprintf(
			"%s isolate 0x%" PRIxPTR ": %s", process, isolate->isolate, kind->title));
	json_object_set_new(object, "unit", json_string(kind->unit));
	json_object_set_new(object, "startValue", json_integer(0));
	json_object_set_new(object, "endValue", json_integer(total));
	json_object_set_new(object, "samples", samples);
	json_object_set_new(object, "weights", weights);
	return object;
}

static void add_profiles(
	struct frame_table *table, json_t *profiles, const struct v8scope_report_process *process)
{
	char *title = v8scope_process_title(process);

	for (guint i = 0; i < process->isolates->len; i++) {
		for (size_t j = 0; j < G_N_ELEMENTS(profile_kinds); j++) {
			json_array_append_new(profiles,
				profile(table, title, g_ptr_array_index(process->isolates, i),
					&profile_kinds[j]));
		}
	}
	g_free(title);
}

void v8scope_render_speedscope(const struct v8scope_report *report,
	const struct v8scope_render_options *options, GString *out)
{
	struct frame_table table = {
		.frames = json_array(),
		.indices = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};
	json_t *profiles = json_array();
	json_t *document = json_object();
	json_t *shared = json_object();

	(void)options;
	for (guint i = 0; i < report->processes->len; i++) {
		add_profiles(&table, profiles, g_ptr_array_index(report->processes, i));
	}
	json_object_set_new(shared, "frames", table.frames);
	json_object_set_new(document, "$schema", json_string(SCHEMA));
	json_object_set_new(document, "exporter", json_string("v8scope"));
	json_object_set_new(document, "shared", shared);
	json_object_set_new(document, "profiles", profiles);
	v8scope_json_write(document, out);
	g_hash_table_destroy(table.indices);
}
