/* SPDX-License-Identifier: MIT */
#include "recording.h"

#include <stdio.h>
#include <stdlib.h>

#include "render.h"

void recording_init(struct recording *recording)
{
	recording->events = g_array_new(FALSE, FALSE, sizeof(struct recorded_event));
	recording->memory = g_ptr_array_new_with_free_func(g_free);
}

void recording_fini(struct recording *recording)
{
	g_array_unref(recording->events);
	g_ptr_array_unref(recording->memory);
}

static const void *keep(struct recording *recording, void *memory)
{
	if (memory) {
		g_ptr_array_add(recording->memory, memory);
	}
	return memory;
}

static const char *keep_string(struct recording *recording, const char *string)
{
	return keep(recording, g_strdup(string));
}

static void keep_attach(struct recording *recording, struct v8scope_isolate_attach *info)
{
	info->v8_version = keep_string(recording, info->v8_version);
	info->attach_mode = keep_string(recording, info->attach_mode);
	info->capabilities = keep_string(recording, info->capabilities);
	info->gc_policy = keep_string(recording, info->gc_policy);
	info->command = keep_string(recording, info->command);
}

/* What the event borrows becomes the recording's. */
static void keep_borrowed(struct recording *recording, struct v8scope_event *event)
{
	switch (event->type) {
	case V8SCOPE_EVENT_ISOLATE_ATTACH:
		keep_attach(recording, &event->u.isolate_attach.info);
		break;
	case V8SCOPE_EVENT_CENSUS_SCOPE:
		event->u.census_scope.frame_ips = keep(
			recording, g_memdup2(event->u.census_scope.frame_ips,
					   event->u.census_scope.frame_count * sizeof(uintptr_t)));
		break;
	case V8SCOPE_EVENT_CENSUS_TYPE:
		event->u.census_type.sampled.type =
			keep_string(recording, event->u.census_type.sampled.type);
		break;
	case V8SCOPE_EVENT_CENSUS_GLOBAL_TYPE:
		event->u.census_global_type.sampled.type =
			keep_string(recording, event->u.census_global_type.sampled.type);
		break;
	case V8SCOPE_EVENT_STACK:
		event->u.stack.ips = keep(recording,
			g_memdup2(event->u.stack.ips, event->u.stack.count * sizeof(uintptr_t)));
		break;
	case V8SCOPE_EVENT_JAVASCRIPT_FRAME:
		event->u.javascript_frame.function =
			keep_string(recording, event->u.javascript_frame.function);
		event->u.javascript_frame.script =
			keep_string(recording, event->u.javascript_frame.script);
		break;
	case V8SCOPE_EVENT_JAVASCRIPT_STACK:
		event->u.javascript_stack.frame_ids = keep(
			recording, g_memdup2(event->u.javascript_stack.frame_ids,
					   event->u.javascript_stack.count * sizeof(uint64_t)));
		break;
	case V8SCOPE_EVENT_MARK:
		event->u.mark.name = keep_string(recording, event->u.mark.name);
		break;
	default:
		break;
	}
}

void recording_add(struct recording *recording, const struct v8scope_event *event, uint32_t stream)
{
	struct recorded_event recorded = {.event = *event, .stream = stream};

	keep_borrowed(recording, &recorded.event);
	g_array_append_val(recording->events, recorded);
}

static int compare_times(const void *a, const void *b)
{
	const struct recorded_event *left = a;
	const struct recorded_event *right = b;

	return (left->event.ts_ns > right->event.ts_ns) - (left->event.ts_ns < right->event.ts_ns);
}

void recording_sort(struct recording *recording)
{
	g_array_sort(recording->events, compare_times); /* stable */
}

/* Exchanging neighbours of different streams again and again reaches every allowed order. */
static void shuffle_range(struct recording *recording, guint begin, guint end, GRand *rand)
{
	struct recorded_event *events = (struct recorded_event *)(void *)recording->events->data;

	for (guint pass = begin; pass < end; pass++) {
		for (guint i = begin; i + 1 < end; i++) {
			struct recorded_event first = events[i];

			if (first.stream != events[i + 1].stream && g_rand_boolean(rand)) {
				events[i] = events[i + 1];
				events[i + 1] = first;
			}
		}
	}
}

void recording_shuffle(struct recording *recording, GRand *rand)
{
	guint begin = 0;

	for (guint i = 1; i <= recording->events->len; i++) {
		if (i == recording->events->len ||
			recording_at(recording, i)->event.ts_ns !=
				recording_at(recording, begin)->event.ts_ns) {
			shuffle_range(recording, begin, i, rand);
			begin = i;
		}
	}
}

struct v8scope_report *recording_report(const struct recording *recording)
{
	struct v8scope_model *model = v8scope_model_create();
	struct v8scope_report *report;

	for (guint i = 0; i < recording->events->len; i++) {
		v8scope_model_handle_event(model, &recording_at(recording, i)->event);
	}
	report = v8scope_model_build_report(model);
	v8scope_model_destroy(model);
	return report;
}

char *report_text(const struct v8scope_report *report)
{
	const struct v8scope_render_options options = {.color = false};
	char *buffer = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&buffer, &size);
	char *text;

	v8scope_render(v8scope_render_format_find("json"), report, &options, out);
	fclose(out);
	text = g_strdup(buffer);
	free(buffer);
	return text;
}
