/* SPDX-License-Identifier: MIT */
#include "sensors.h"

#include <inttypes.h>
#include <string.h>

/* What a report lacks without a sensor. The names are the runtime's. */
static const struct {
	const char *name;
	const char *loss;
} losses[] = {
	{"scopes", "Scopes are not seen when they open and close: without the line that opened."},
	{"level", "Scopes that were left without being closed are not told from open ones."},
	{"stack", "Scopes that no hook sees (V8's own, inlined ones) are not found."},
	{"handles", "Nobody can say how many handles a scope holds: a leak through handles is not "
		    "found."},
	{"blocks", "What the handles refer to cannot be read, nor scopes be found on the stack."},
	{"types", "The report cannot say of what type the objects are, and estimates worse."},
	{"globals", "Globals are not counted: a leak through them shows as JavaScript's."},
	{"promises", "Promises are not counted."},
	{"checkpoints", "The report does not say how many microtask checkpoints a scope spans."},
	{"gc", "Collections are not seen: how much of the heap is live is not known."},
	{"heap_limit", "An overflow of the heap is not foreseen: the last census may be missing."},
};

/* Why it is off, and what can be done. */
static const struct {
	const char *reason;
	const char *text;
	const char *todo;
} reasons[] = {
	{"no_symbol", "this V8 does not export the function for it", NULL},
	{"no_handles_yet", "the isolate had no handle yet by which to prove V8's layout",
		"Let the program run longer."},
	{"not_proven", "V8's layout is not the one v8scope knows, and none could be proven",
		"See whether a newer v8scope knows this V8; what is proven can be relied on."},
	{"unknown_stack", "the isolate runs on a stack that is not its thread's own", NULL},
	{"no_metadata", "this V8 was built without post-mortem metadata (v8dbg_*)",
		"Build V8 with v8_postmortem_support=true."},
	{"not_watched", "the isolate was not seen being made", NULL},
	{"direct_handles", "this V8 has direct handles: they are pointers on the stack, not slots",
		"Build V8 with v8_enable_direct_handle=false; what globals, JavaScript and "
		"collections show stays right."},
};

static const struct v8scope_observed_sensor *find(
	const struct v8scope_observed_isolate *isolate, const char *name)
{
	for (guint i = 0; i < isolate->sensors->len; i++) {
		const struct v8scope_observed_sensor *sensor =
			g_ptr_array_index(isolate->sensors, i);

		if (strcmp(sensor->name, name) == 0) {
			return sensor;
		}
	}
	return NULL;
}

static bool is_working(const struct v8scope_observed_isolate *isolate, const char *name)
{
	const struct v8scope_observed_sensor *sensor = find(isolate, name);

	return sensor && sensor->works;
}

/* Whether what is off is made up for, or may come with time. */
static bool is_harmless(const struct v8scope_observed_isolate *isolate,
	const struct v8scope_observed_sensor *sensor)
{
	if (strcmp(sensor->reason, "no_handles_yet") == 0 ||
		strcmp(sensor->reason, "not_watched") == 0) {
		return true;
	}
	if (strcmp(sensor->name, "scopes") == 0) {
		return is_working(isolate, "stack") && is_working(isolate, "blocks");
	}
	return strcmp(sensor->name, "stack") == 0 && is_working(isolate, "scopes") &&
	       strcmp(sensor->reason, "unknown_stack") == 0;
}

static const char *find_loss(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(losses); i++) {
		if (strcmp(losses[i].name, name) == 0) {
			return losses[i].loss;
		}
	}
	return NULL;
}

static void diagnose(struct v8scope_findings *findings,
	const struct v8scope_observed_isolate *isolate,
	const struct v8scope_observed_sensor *sensor)
{
	const char *text = sensor->reason;
	const char *todo = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++) {
		if (strcmp(reasons[i].reason, sensor->reason) == 0) {
			text = reasons[i].text;
			todo = reasons[i].todo;
		}
	}
	if (strcmp(sensor->name, "scopes") == 0 && is_harmless(isolate, sensor)) {
		v8scope_findings_note(findings, "sensor.off",
			"Scopes are found on the stack when the heap is collected: with the "
			"function that opened them, without the line.",
			NULL, "isolate 0x%" PRIx64 ": HandleScope is inlined (no hook for scopes)",
			isolate->address);
	} else if (is_harmless(isolate, sensor)) {
		v8scope_findings_note(findings, "sensor.off", find_loss(sensor->name), todo,
			"isolate 0x%" PRIx64 ": sensor '%s' is off: %s", isolate->address,
			sensor->name, text);
	} else {
		v8scope_findings_problem(findings, "sensor.off", V8SCOPE_EXIT_STATUS_SENSORS,
			find_loss(sensor->name), todo,
			"isolate 0x%" PRIx64 ": sensor '%s' is off: %s", isolate->address,
			sensor->name, text);
	}
}

void v8scope_sensors_diagnose(
	struct v8scope_findings *findings, const struct v8scope_observed_isolate *isolate)
{
	GString *working = g_string_new(NULL);

	for (guint i = 0; i < isolate->sensors->len; i++) {
		const struct v8scope_observed_sensor *sensor =
			g_ptr_array_index(isolate->sensors, i);

		if (sensor->works) {
			g_string_append_printf(
				working, "%s%s", working->len ? ", " : "", sensor->name);
		}
	}
	if (working->len > 0) {
		v8scope_findings_ok(findings, "sensors.on",
			"isolate 0x%" PRIx64 ": these sensors work: %s", isolate->address,
			working->str);
	}
	for (guint i = 0; i < isolate->sensors->len; i++) {
		const struct v8scope_observed_sensor *sensor =
			g_ptr_array_index(isolate->sensors, i);

		if (!sensor->works) {
			diagnose(findings, isolate, sensor);
		}
	}
	g_string_free(working, TRUE);
}
