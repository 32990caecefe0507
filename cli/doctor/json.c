/* SPDX-License-Identifier: MIT */
/* docs/doctor.md and docs/doctor.schema.json describe it. */
#include <jansson.h>

#include "output.h"

enum { SCHEMA = 1 };

/* null where there is none, and where it is no UTF-8. */
static json_t *text(const char *string)
{
	char *valid = string ? g_utf8_make_valid(string, -1) : NULL;
	json_t *value = valid ? json_string(valid) : json_null();

	g_free(valid);
	return value;
}

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static const char *linkage_name(enum v8scope_linkage linkage)
{
	switch (linkage) {
	case V8SCOPE_LINKAGE_LIBRARY:
		return "library";
	case V8SCOPE_LINKAGE_EXECUTABLE:
		return "executable";
	case V8SCOPE_LINKAGE_LINKED:
		return "linked";
	case V8SCOPE_LINKAGE_NONE:
		break;
	}
	return "none";
}

static const char *hooked_name(enum v8scope_hooked state)
{
	switch (state) {
	case V8SCOPE_HOOKED_YES:
		return "hooked";
	case V8SCOPE_HOOKED_UNUSED:
		return "unused";
	case V8SCOPE_HOOKED_ABSENT:
		break;
	}
	return "absent";
}

static json_t *finding_to_json(const struct v8scope_finding *finding)
{
	return json_pack("{s:s, s:s, s:o, s:o, s:o}", "id", finding->id, "severity",
		v8scope_severity_name(finding->severity), "what", text(finding->what), "meaning",
		text(finding->meaning), "todo", text(finding->todo));
}

static json_t *hook_to_json(const struct v8scope_observed_hook *hook)
{
	return json_pack("{s:o, s:o, s:s, s:o}", "group", text(hook->group), "function",
		text(hook->function), "state", hooked_name(hook->state), "imports",
		number(hook->imports));
}

static json_t *sensor_to_json(const struct v8scope_observed_sensor *sensor)
{
	return json_pack("{s:o, s:b, s:o}", "sensor", text(sensor->name), "works", sensor->works,
		"reason", sensor->works ? json_null() : text(sensor->reason));
}

static json_t *isolate_to_json(const struct v8scope_observed_isolate *isolate)
{
	json_t *sensors = json_array();

	for (guint i = 0; i < isolate->sensors->len; i++) {
		json_array_append_new(
			sensors, sensor_to_json(g_ptr_array_index(isolate->sensors, i)));
	}
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "isolate",
		json_sprintf("0x%jx", (uintmax_t)isolate->address), "capabilities",
		text(isolate->capabilities), "events", number(isolate->events), "censuses",
		number(isolate->censuses), "full_gcs", number(isolate->full_gcs), "sensors",
		sensors);
}

/* The runtime's "none" is null here. */
static json_t *optional(const char *string)
{
	return g_strcmp0(string, "none") == 0 ? json_null() : text(string);
}

static json_t *process_to_json(const struct v8scope_observed_process *process)
{
	json_t *hooks = json_array();
	json_t *isolates = json_array();

	for (guint i = 0; i < process->hooks->len; i++) {
		json_array_append_new(hooks, hook_to_json(g_ptr_array_index(process->hooks, i)));
	}
	for (guint i = 0; i < process->isolates->len; i++) {
		json_array_append_new(
			isolates, isolate_to_json(g_ptr_array_index(process->isolates, i)));
	}
	return json_pack("{s:I, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o}", "pid",
		(json_int_t)process->pid, "name", text(process->name), "runtime_version",
		text(process->runtime_version), "attach_mode", text(process->attach_mode),
		"linkage", linkage_name(process->linkage), "v8_version",
		optional(process->v8_version), "v8_object", optional(process->v8_object), "events",
		number(process->events), "hooks", hooks, "isolates", isolates);
}

bool v8scope_doctor_write_json(FILE *out, const struct v8scope_findings *findings,
	const struct v8scope_observation *observation)
{
	json_t *list = json_array();
	json_t *processes = observation ? json_array() : json_null();
	json_t *root;
	bool ok;

	for (guint i = 0; i < findings->list->len; i++) {
		json_array_append_new(list,
			finding_to_json(&g_array_index(findings->list, struct v8scope_finding, i)));
	}
	for (guint i = 0; observation && i < observation->processes->len; i++) {
		json_array_append_new(
			processes, process_to_json(g_ptr_array_index(observation->processes, i)));
	}
	root = json_pack("{s:i, s:i, s:o, s:o}", "schema", SCHEMA, "status",
		(int)v8scope_findings_status(findings), "findings", list, "processes", processes);
	ok = root && json_dumpf(root, out, JSON_INDENT(2)) == 0 && putc('\n', out) != EOF &&
	     fflush(out) == 0;
	json_decref(root);
	return ok;
}
