/* SPDX-License-Identifier: MIT */
/*
 * One page that needs nothing else. The report is in it as JSON, out of which html/page.js
 * makes the page in the reader's browser: by way of the DOM alone, so that no name is ever
 * read as markup. A policy forbids the page to load anything.
 */
#include "formats.h"

#include "embedded.h"
#include "json_report.h"
#include "json_values.h"
#include "render.h"
#include "stacks.h"

#define POLICY                                                                                     \
	"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "              \
	"base-uri 'none'; form-action 'none'"

static json_t *frame_to_json(const struct v8scope_stack_frame *frame)
{
	json_t *object = json_object();

	json_object_set_new(object, "name", v8scope_json_text(frame->name));
	json_object_set_new(object, "file", v8scope_json_text(frame->file));
	json_object_set_new(object, "line", json_integer(frame->line));
	return object;
}

static json_t *stack_to_json(const struct v8scope_holder *holder)
{
	GPtrArray *stack = v8scope_stack_of_holder(holder);
	json_t *frames = json_array();

	for (guint i = 0; i < stack->len; i++) {
		json_array_append_new(frames, frame_to_json(g_ptr_array_index(stack, i)));
	}
	g_ptr_array_unref(stack);
	return frames;
}

/* A number of JavaScript's; what is larger is of a damaged trace. */
static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)MIN(value, UINT64_C(1) << 53));
}

static json_t *point(uint64_t ns, uint64_t handles)
{
	json_t *pair = json_array();

	json_array_append_new(pair, number(ns / 1000));
	json_array_append_new(pair, number(handles));
	return pair;
}

static json_t *series_to_json(const struct v8scope_holder *holder)
{
	json_t *points = json_array();

	for (uint32_t i = 0; i < MIN(holder->series_ns_count, holder->series_handles_count); i++) {
		json_array_append_new(
			points, point(holder->series_ns[i], holder->series_handles[i]));
	}
	return points;
}

static json_t *moment_to_json(const struct v8scope_moment *moment)
{
	json_t *object = json_object();

	json_object_set_new(object, "us", json_integer(moment->ts_ns / 1000));
	json_object_set_new(object, "used", number(moment->used_bytes));
	json_object_set_new(object, "full", json_boolean(moment->full_gc));
	return object;
}

/* What the page shows besides the fields of the JSON format. */
static void extend_isolate(json_t *object, const struct v8scope_report_isolate *isolate)
{
	const json_t *holders = json_object_get(object, "holders");
	json_t *moments = json_array();

	for (guint i = 0; i < isolate->moments->len; i++) {
		json_array_append_new(
			moments, moment_to_json(g_ptr_array_index(isolate->moments, i)));
	}
	json_object_set_new(object, "moments", moments);
	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);
		json_t *extended = json_array_get(holders, i);

		json_object_set_new(extended, "stack", stack_to_json(holder));
		json_object_set_new(extended, "series", series_to_json(holder));
	}
}

static json_t *page_data(const struct v8scope_report *report)
{
	json_t *document = v8scope_json_report(report, G_MAXUINT);
	const json_t *processes = json_object_get(document, "processes");

	for (guint i = 0; i < report->processes->len; i++) {
		const struct v8scope_report_process *process =
			g_ptr_array_index(report->processes, i);
		const json_t *isolates = json_object_get(json_array_get(processes, i), "isolates");

		for (guint j = 0; j < process->isolates->len; j++) {
			extend_isolate(json_array_get(isolates, j),
				g_ptr_array_index(process->isolates, j));
		}
	}
	return document;
}

/* Without a "<" nothing in it can end the element it is in. */
static void append_data(GString *out, json_t *data)
{
	GString *document = g_string_new(NULL);

	v8scope_json_write(data, document);
	for (const char *p = document->str; *p != '\0'; p++) {
		if (*p == '<') {
			g_string_append(out, "\\u003c");
		} else {
			g_string_append_c(out, *p);
		}
	}
	g_string_free(document, TRUE);
}

void v8scope_render_html(const struct v8scope_report *report,
	const struct v8scope_render_options *options, GString *out)
{
	(void)options;
	g_string_append(out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"" POLICY
		"\">\n<title>v8scope report</title>\n<style>\n");
	g_string_append(out, v8scope_embedded_uPlot_min_css);
	g_string_append(out, v8scope_embedded_page_css);
	g_string_append(out, "</style>\n</head>\n<body>\n"
			     "<script type=\"application/json\" id=\"report\">\n");
	append_data(out, page_data(report));
	g_string_append(out, "</script>\n<script>\n/*\n");
	g_string_append(out, v8scope_embedded_uPlot_LICENSE);
	g_string_append(out, "*/\n");
	g_string_append(out, v8scope_embedded_uPlot_iife_min_js);
	g_string_append(out, "</script>\n<script>\n");
	g_string_append(out, v8scope_embedded_page_js);
	g_string_append(out, "</script>\n</body>\n</html>\n");
}
