/* SPDX-License-Identifier: MIT */
#include "lines.h"

#include <jansson.h>

#include "clean.h"
#include "json_values.h"
#include "words.h"

#define SECOND_NS 1e9

static const struct v8scope_timeline_frame *frame_at(
	const struct v8scope_timeline_isolate *isolate, guint index)
{
	return g_ptr_array_index(isolate->frames, index);
}

/* Since the isolate's first frame. */
static int64_t elapsed(
	const struct v8scope_timeline_isolate *isolate, const struct v8scope_timeline_frame *frame)
{
	return frame->ts_ns - frame_at(isolate, 0)->ts_ns;
}

static void append_clean(GString *out, const char *text, bool ascii)
{
	char *cleaned = v8scope_clean(text, ascii);

	g_string_append(out, cleaned);
	g_free(cleaned);
}

static void text_head(GString *out, const struct v8scope_timeline_isolate *isolate, bool ascii)
{
	char *process = v8scope_replay_process_name(isolate->process);
	uint64_t left_out = v8scope_timeline_isolate_left_out(isolate);

	append_clean(out, process, ascii);
	g_string_append_printf(out, "   isolate 0x%jx\n", (uintmax_t)isolate->cast->isolate);
	if (left_out > 0) {
		g_string_append_printf(out,
			"of %" G_GUINT64_FORMAT " moments, an even selection of %u\n",
			left_out + isolate->frames->len, isolate->frames->len);
	}
	g_string_append_printf(out, "%11s  %-8s  %10s  %12s  %7s  %10s  %10s  %10s  %-12s  %s\n",
		"seconds", "moment", "heap", "handles", "scopes", "promises", "settled", "held",
		"verdict", "largest holder");
	g_free(process);
}

static void text_largest(GString *out, const struct v8scope_timeline_frame *frame, bool ascii)
{
	const struct v8scope_timeline_entry *largest = v8scope_replay_largest(frame);
	struct v8scope_optional handles;
	char *name, *count;

	if (!largest) {
		g_string_append(out, "-");
		return;
	}
	handles = (struct v8scope_optional){.known = true, .value = (int64_t)largest->handles};
	name = v8scope_replay_holder_name(largest->holder);
	count = v8scope_replay_count(&handles);
	append_clean(out, name, ascii);
	g_string_append_printf(out, ", %s", count);
	g_free(count);
	g_free(name);
}

static void text_frame(GString *out, const struct v8scope_timeline_isolate *isolate,
	const struct v8scope_timeline_frame *frame, bool ascii)
{
	char *heap = v8scope_replay_bytes(&frame->used_bytes);
	char *handles = v8scope_replay_count(&frame->handles);
	char *scopes = v8scope_replay_count(&frame->live_scopes);
	char *created = v8scope_replay_count(&frame->promises_created);
	char *settled = v8scope_replay_count(&frame->promises_settled);
	char *in_scopes = v8scope_replay_count(&frame->promises_in_scopes);

	g_string_append_printf(out, "%11.6f  %-8s  %10s  %12s  %7s  %10s  %10s  %10s  %-12s  ",
		(double)elapsed(isolate, frame) / SECOND_NS,
		v8scope_timeline_kind_name(frame->kind), heap, handles, scopes, created, settled,
		in_scopes, v8scope_verdict_name(frame->verdict));
	text_largest(out, frame, ascii);
	g_string_append_c(out, '\n');
	g_free(in_scopes);
	g_free(settled);
	g_free(created);
	g_free(scopes);
	g_free(handles);
	g_free(heap);
}

static json_t *json_optional(const struct v8scope_optional *optional)
{
	return optional->known ? json_integer(optional->value) : json_null();
}

static json_t *json_entry(
	const struct v8scope_timeline_entry *entry, const struct v8scope_timeline_frame *frame)
{
	const struct v8scope_holder *holder = entry->holder;
	const struct v8scope_site *site = &holder->opened;
	struct v8scope_optional age = v8scope_replay_age(entry, frame);

	return json_pack("{s:s, s:o, s:b, s:o, s:o, s:o, s:o, s:I, s:o}", "kind",
		v8scope_holder_kind_name(holder->kind), "scope_id",
		holder->scope_id ? json_integer((json_int_t)holder->scope_id) : json_null(), "live",
		(int)entry->live, "function", v8scope_json_text(site->function), "file",
		v8scope_json_text(site->file), "line",
		site->line > 0 ? json_integer(site->line) : json_null(), "module",
		v8scope_json_text(site->module), "handles", (json_int_t)entry->handles, "age_ns",
		json_optional(&age));
}

static json_t *json_entries(const struct v8scope_timeline_frame *frame)
{
	json_t *entries = json_array();

	for (uint32_t i = 0; i < frame->entry_count; i++) {
		json_array_append_new(entries, json_entry(&frame->entries[i], frame));
	}
	return entries;
}

static void json_frame(GString *out, const struct v8scope_timeline_isolate *isolate,
	const struct v8scope_timeline_frame *frame)
{
	json_t *promises = json_pack("{s:o, s:o, s:o, s:o}", "created",
		json_optional(&frame->promises_created), "settled",
		json_optional(&frame->promises_settled), "alive",
		json_optional(&frame->promises_alive), "in_scopes",
		json_optional(&frame->promises_in_scopes));
	json_t *line = json_pack(
		"{s:I, s:o, s:s, s:I, s:I, s:I, s:o, s:o, s:I, s:o, s:o, s:o, s:s, s:o, s:o}",
		"pid", (json_int_t)isolate->process->pid, "isolate",
		v8scope_json_address(isolate->cast->isolate), "moment",
		v8scope_timeline_kind_name(frame->kind), "number", (json_int_t)frame->number,
		"time_ns", (json_int_t)frame->ts_ns, "elapsed_ns",
		(json_int_t)elapsed(isolate, frame), "used_bytes",
		json_optional(&frame->used_bytes), "live_bytes", json_optional(&frame->live_bytes),
		"full_gcs", (json_int_t)frame->full_gcs, "handles", json_optional(&frame->handles),
		"live_scopes", json_optional(&frame->live_scopes), "promises", promises, "verdict",
		v8scope_verdict_name(frame->verdict), "growth_bytes",
		json_optional(&frame->growth_bytes), "holders", json_entries(frame));
	char *text = json_dumps(line, JSON_COMPACT);

	g_string_append(out, text);
	g_string_append_c(out, '\n');
	free(text);
	json_decref(line);
}

static void write_isolate(GString *out, const struct v8scope_timeline_isolate *isolate,
	enum v8scope_lines_format format, bool ascii)
{
	if (format == V8SCOPE_LINES_FORMAT_TEXT) {
		text_head(out, isolate, ascii);
	}
	for (guint i = 0; i < isolate->frames->len; i++) {
		const struct v8scope_timeline_frame *frame = frame_at(isolate, i);

		if (format == V8SCOPE_LINES_FORMAT_TEXT) {
			text_frame(out, isolate, frame, ascii);
		} else {
			json_frame(out, isolate, frame);
		}
	}
}

GString *v8scope_lines_write(
	const struct v8scope_timeline *timeline, enum v8scope_lines_format format, bool ascii)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < timeline->isolates->len; i++) {
		if (i > 0 && format == V8SCOPE_LINES_FORMAT_TEXT) {
			g_string_append_c(out, '\n');
		}
		write_isolate(out, g_ptr_array_index(timeline->isolates, i), format, ascii);
	}
	return out;
}
