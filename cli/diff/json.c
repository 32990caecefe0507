/* SPDX-License-Identifier: MIT */
/* docs/diff.schema.json is this format's schema, docs/diff.md its manual. */
#include <jansson.h>
#include <stdlib.h>

#include "write.h"

/* Of the document's layout; raise it when a field changes its meaning or goes away. */
#define JSON_SCHEMA 1

static json_t *text(const char *string)
{
	char *valid;
	json_t *value;

	if (!string) {
		return json_null();
	}
	valid = g_utf8_make_valid(string, -1);
	value = json_string(valid);
	g_free(valid);
	return value;
}

static json_t *optional(struct v8scope_optional value)
{
	return value.known ? json_integer(value.value) : json_null();
}

/* `value` by `work`, of which `unit` are one. */
static json_t *rate(struct v8scope_optional value, struct v8scope_optional work, double unit)
{
	if (!value.known || !work.known || work.value <= 0) {
		return json_null();
	}
	return json_real((double)value.value / ((double)work.value / unit));
}

static json_t *verdicts_to_json(const struct v8scope_difference_side *side)
{
	json_t *object = json_object();

	for (int i = 0; i <= V8SCOPE_VERDICT_INCONCLUSIVE; i++) {
		if (side->verdicts[i] > 0) {
			json_object_set_new(object, v8scope_verdict_name((enum v8scope_verdict)i),
				json_integer(side->verdicts[i]));
		}
	}
	return object;
}

static json_t *side_to_json(const struct v8scope_difference_side *side, const char *directory)
{
	json_t *object = json_object();

	json_object_set_new(object, "directory", text(directory));
	json_object_set_new(object, "verdicts", verdicts_to_json(side));
	json_object_set_new(object, "growth_bytes", optional(side->growth_bytes));
	json_object_set_new(object, "checkpoints", optional(side->checkpoints));
	json_object_set_new(object, "duration_ns", optional(side->ns));
	return object;
}

static json_t *place_to_json(
	const struct v8scope_difference_place *place, const struct v8scope_difference_side *side)
{
	json_t *object;

	if (!place->present) {
		return json_null();
	}
	object = json_object();
	json_object_set_new(object, "function", text(place->site->function));
	json_object_set_new(object, "file", text(place->site->file));
	json_object_set_new(object, "line",
		place->site->line > 0 ? json_integer(place->site->line) : json_null());
	json_object_set_new(object, "module", text(place->site->module));
	json_object_set_new(object, "module_offset",
		place->site->module ? json_integer((json_int_t)place->site->module_offset)
				    : json_null());
	json_object_set_new(object, "handle_growth", optional(place->handle_growth));
	json_object_set_new(object, "growth_bytes", optional(place->growth_bytes));
	json_object_set_new(
		object, "handles_per_checkpoint", rate(place->handle_growth, side->checkpoints, 1));
	json_object_set_new(
		object, "bytes_per_checkpoint", rate(place->growth_bytes, side->checkpoints, 1));
	json_object_set_new(
		object, "handles_per_second", rate(place->handle_growth, side->ns, 1e9));
	json_object_set_new(object, "bytes_per_second", rate(place->growth_bytes, side->ns, 1e9));
	return object;
}

static json_t *holder_to_json(
	const struct v8scope_difference *difference, const struct v8scope_holder_difference *holder)
{
	json_t *object = json_object();
	enum v8scope_holder_kind kind =
		holder->before.present ? holder->before.kind : holder->after.kind;

	json_object_set_new(object, "kind", text(v8scope_holder_kind_name(kind)));
	json_object_set_new(object, "change", text(v8scope_change_name(holder->change)));
	json_object_set_new(object, "before", place_to_json(&holder->before, &difference->before));
	json_object_set_new(object, "after", place_to_json(&holder->after, &difference->after));
	return object;
}

char *v8scope_diff_to_json(
	const struct v8scope_difference *difference, const char *before, const char *after)
{
	static const char *const units[] = {
		[V8SCOPE_DIFFERENCE_UNIT_CHECKPOINT] = "checkpoint",
		[V8SCOPE_DIFFERENCE_UNIT_SECOND] = "second",
	};
	json_t *document = json_object(), *holders = json_array();

	for (guint i = 0; i < difference->holders->len; i++) {
		json_array_append_new(holders,
			holder_to_json(difference, g_ptr_array_index(difference->holders, i)));
	}
	json_object_set_new(document, "schema", json_integer(JSON_SCHEMA));
	json_object_set_new(document, "change", text(v8scope_change_name(difference->change)));
	json_object_set_new(document, "unit",
		difference->unit == V8SCOPE_DIFFERENCE_UNIT_NONE ? json_null()
								 : text(units[difference->unit]));
	json_object_set_new(document, "before", side_to_json(&difference->before, before));
	json_object_set_new(document, "after", side_to_json(&difference->after, after));
	json_object_set_new(document, "holders", holders);
	char *dump = json_dumps(document, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	char *result = g_strconcat(dump, "\n", NULL);

	free(dump);
	json_decref(document);
	return result;
}
