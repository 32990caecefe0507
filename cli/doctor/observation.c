/* SPDX-License-Identifier: MIT */
#include "observation.h"

#include <babeltrace2/babeltrace.h>
#include <string.h>

#include "event_reader.h"

static void free_hook(gpointer data)
{
	struct v8scope_observed_hook *hook = data;

	g_free(hook->group);
	g_free(hook->function);
	g_free(hook);
}

static void free_sensor(gpointer data)
{
	struct v8scope_observed_sensor *sensor = data;

	g_free(sensor->name);
	g_free(sensor->reason);
	g_free(sensor);
}

static void free_isolate(gpointer data)
{
	struct v8scope_observed_isolate *isolate = data;

	g_free(isolate->v8_version);
	g_free(isolate->attach_mode);
	g_free(isolate->capabilities);
	g_ptr_array_unref(isolate->sensors);
	g_free(isolate);
}

static void free_process(gpointer data)
{
	struct v8scope_observed_process *process = data;

	g_free(process->name);
	g_free(process->runtime_version);
	g_free(process->attach_mode);
	g_free(process->v8_version);
	g_free(process->v8_object);
	g_ptr_array_unref(process->hooks);
	g_ptr_array_unref(process->isolates);
	g_free(process);
}

void v8scope_observation_init(struct v8scope_observation *observation)
{
	observation->processes = g_ptr_array_new_with_free_func(free_process);
}

void v8scope_observation_fini(struct v8scope_observation *observation)
{
	g_ptr_array_unref(observation->processes);
}

static struct v8scope_observed_process *find_process(
	struct v8scope_observation *observation, int64_t pid)
{
	struct v8scope_observed_process *process;

	for (guint i = 0; i < observation->processes->len; i++) {
		process = g_ptr_array_index(observation->processes, i);
		if (process->pid == pid) {
			return process;
		}
	}
	process = g_new0(struct v8scope_observed_process, 1);
	process->pid = pid;
	process->hooks = g_ptr_array_new_with_free_func(free_hook);
	process->isolates = g_ptr_array_new_with_free_func(free_isolate);
	g_ptr_array_add(observation->processes, process);
	return process;
}

static struct v8scope_observed_isolate *find_isolate(
	struct v8scope_observed_process *process, uint64_t address)
{
	struct v8scope_observed_isolate *isolate;

	for (guint i = 0; i < process->isolates->len; i++) {
		isolate = g_ptr_array_index(process->isolates, i);
		if (isolate->address == address) {
			return isolate;
		}
	}
	isolate = g_new0(struct v8scope_observed_isolate, 1);
	isolate->address = address;
	isolate->sensors = g_ptr_array_new_with_free_func(free_sensor);
	g_ptr_array_add(process->isolates, isolate);
	return isolate;
}

static void replace(char **text, const char *value)
{
	g_free(*text);
	*text = g_strdup(value);
}

static void note_runtime(struct v8scope_observed_process *process, const bt_field *payload)
{
	replace(&process->runtime_version, v8scope_event_text(payload, "runtime_version"));
	replace(&process->attach_mode, v8scope_event_text(payload, "attach_mode"));
	replace(&process->v8_version, v8scope_event_text(payload, "v8_version"));
	replace(&process->v8_object, v8scope_event_text(payload, "v8_object"));
	process->linkage = (enum v8scope_linkage)v8scope_event_number(payload, "linkage");
}

static void note_hook(struct v8scope_observed_process *process, const bt_field *payload)
{
	const char *function = v8scope_event_text(payload, "function");
	struct v8scope_observed_hook *hook = NULL;

	for (guint i = 0; i < process->hooks->len && !hook; i++) {
		hook = g_ptr_array_index(process->hooks, i);
		hook = strcmp(hook->function, function) == 0 ? hook : NULL;
	}
	if (!hook) {
		hook = g_new0(struct v8scope_observed_hook, 1);
		hook->function = g_strdup(function);
		hook->group = g_strdup(v8scope_event_text(payload, "group"));
		g_ptr_array_add(process->hooks, hook);
	}
	hook->state = (enum v8scope_hooked)v8scope_event_number(payload, "state");
	hook->imports = v8scope_event_number(payload, "imports");
}

static void note_sensor(struct v8scope_observed_isolate *isolate, const bt_field *payload)
{
	const char *name = v8scope_event_text(payload, "sensor");
	struct v8scope_observed_sensor *sensor = NULL;

	for (guint i = 0; i < isolate->sensors->len && !sensor; i++) {
		sensor = g_ptr_array_index(isolate->sensors, i);
		sensor = strcmp(sensor->name, name) == 0 ? sensor : NULL;
	}
	if (!sensor) {
		sensor = g_new0(struct v8scope_observed_sensor, 1);
		sensor->name = g_strdup(name);
		g_ptr_array_add(isolate->sensors, sensor);
	}
	/* What was proven once stays proven; what turned out to be impossible, impossible. */
	if (strcmp(v8scope_event_text(payload, "reason"), "direct_handles") == 0) {
		sensor->works = false;
	} else if (sensor->works) {
		return;
	} else {
		sensor->works = v8scope_event_number(payload, "works") != 0;
	}
	replace(&sensor->reason, v8scope_event_text(payload, "reason"));
}

static void note_attach(struct v8scope_observed_isolate *isolate, const bt_field *payload)
{
	replace(&isolate->v8_version, v8scope_event_text(payload, "v8_version"));
	replace(&isolate->attach_mode, v8scope_event_text(payload, "attach_mode"));
	replace(&isolate->capabilities, v8scope_event_text(payload, "capabilities"));
}

static void note_isolate_event(
	struct v8scope_observed_isolate *isolate, const char *name, const bt_field *payload)
{
	isolate->events++;
	if (strcmp(name, "sensor_state") == 0) {
		note_sensor(isolate, payload);
	} else if (strcmp(name, "isolate_attach") == 0) {
		note_attach(isolate, payload);
	} else if (strcmp(name, "census_end") == 0) {
		isolate->censuses++;
	} else if (strcmp(name, "gc_end") == 0) {
		isolate->full_gcs +=
			v8scope_event_number(payload, "type") == V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT;
	}
}

static void note_event(
	const char *name, const bt_field *context, const bt_field *payload, void *data)
{
	struct v8scope_observed_process *process =
		find_process(data, (int64_t)v8scope_event_number(context, "vpid"));
	uint64_t isolate = v8scope_event_number(payload, "isolate");

	process->events++;
	if (!process->name) {
		process->name = g_strdup(v8scope_event_text(context, "procname"));
	}
	if (strcmp(name, "runtime_state") == 0) {
		note_runtime(process, payload);
	} else if (strcmp(name, "hook_state") == 0) {
		note_hook(process, payload);
	} else if (isolate != 0) {
		note_isolate_event(find_isolate(process, isolate), name, payload);
	}
}

bool v8scope_observation_read(
	struct v8scope_observation *observation, const char *path, GError **error)
{
	return v8scope_event_reader_run(path, note_event, observation, error);
}
