/* SPDX-License-Identifier: MIT */
#include "json_curves.h"

#include "json_values.h"
#include "phases.h"

json_t *v8scope_json_since(struct v8scope_optional ns, struct v8scope_optional first_ns)
{
	return ns.known && first_ns.known ? json_integer(ns.value - first_ns.value) : json_null();
}

static json_t *since(uint64_t ns, struct v8scope_optional first_ns)
{
	/* More is of a damaged trace, and too much to take something from. */
	bool known = ns <= INT64_MAX / 2;

	return v8scope_json_since(
		(struct v8scope_optional){.known = known, .value = known ? (int64_t)ns : 0},
		first_ns);
}

json_t *v8scope_json_handle_series(
	const struct v8scope_holder *holder, struct v8scope_optional first_ns)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < MIN(holder->series_ns_count, holder->series_handles_count); i++) {
		json_t *row = json_object();

		json_object_set_new(row, "at_ns", since(holder->series_ns[i], first_ns));
		json_object_set_new(row, "handles", v8scope_json_count(holder->series_handles[i]));
		json_array_append_new(array, row);
	}
	return array;
}

static json_t *curve_to_json(const struct v8scope_curve *curve,
	const char *const names[V8SCOPE_CURVE_COLUMNS - 1], struct v8scope_optional first_ns)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i + V8SCOPE_CURVE_COLUMNS <= curve->cell_count;
		i += V8SCOPE_CURVE_COLUMNS) {
		json_t *row = json_object();

		json_object_set_new(row, "at_ns", since(curve->cells[i], first_ns));
		for (uint32_t j = 0; j < V8SCOPE_CURVE_COLUMNS - 1; j++) {
			json_object_set_new(
				row, names[j], v8scope_json_count(curve->cells[i + 1 + j]));
		}
		json_array_append_new(array, row);
	}
	return array;
}

json_t *v8scope_json_promise_series(
	const struct v8scope_curve *curve, struct v8scope_optional first_ns)
{
	static const char *const names[] = {"created", "settled", "held"};

	return curve_to_json(curve, names, first_ns);
}

json_t *v8scope_json_balance(const struct v8scope_holder *holder, struct v8scope_optional first_ns)
{
	static const char *const names[] = {"strong", "weak", "created"};

	return curve_to_json(&holder->balance, names, first_ns);
}

static json_t *part_to_json(guint number, const struct v8scope_holder *holder, guint phase)
{
	json_t *object = json_object();

	json_object_set_new(object, "holder", json_integer(number));
	json_object_set_new(object, "handle_growth",
		v8scope_json_optional(v8scope_phase_handles(holder, phase)));
	json_object_set_new(
		object, "growth_bytes", v8scope_json_optional(v8scope_phase_bytes(holder, phase)));
	return object;
}

static json_t *phase_to_json(const struct v8scope_report_isolate *isolate, guint index, guint most,
	struct v8scope_optional first_ns)
{
	const struct v8scope_phase *phase = g_ptr_array_index(isolate->phases, index);
	json_t *object = json_object();
	json_t *holders = json_array();

	for (guint i = 0; i < MIN(isolate->holders->len, most); i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);

		if (v8scope_phase_handles(holder, index).known) {
			json_array_append_new(holders, part_to_json(i, holder, index));
		}
	}
	json_object_set_new(object, "name", v8scope_json_text(phase->name));
	json_object_set_new(object, "begin_ns", since((uint64_t)phase->begin_ns, first_ns));
	json_object_set_new(object, "end_ns", since((uint64_t)phase->end_ns, first_ns));
	json_object_set_new(object, "growth_bytes", v8scope_json_optional(phase->growth_bytes));
	json_object_set_new(object, "handle_growth", v8scope_json_optional(phase->handle_growth));
	json_object_set_new(object, "holders", holders);
	return object;
}

json_t *v8scope_json_phases(
	const struct v8scope_report_isolate *isolate, guint most, struct v8scope_optional first_ns)
{
	json_t *array = json_array();

	for (guint i = 0; i < isolate->phases->len; i++) {
		json_array_append_new(array, phase_to_json(isolate, i, most, first_ns));
	}
	return array;
}
