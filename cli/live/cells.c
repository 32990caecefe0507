/* SPDX-License-Identifier: MIT */
#include "cells.h"

#include <math.h>

#include "units.h"

static const double second_ns = 1e9;

/* "3.2", "1,024": as often as that a unit of work. */
static char *describe_rate(double rate)
{
	if (fabs(rate) < 100) {
		return g_strdup_printf("%.1f", rate);
	}
	return v8scope_format_count((int64_t)CLAMP(round(rate), -9e18, 9e18));
}

static char *cell_growth(
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder)
{
	(void)isolate;
	return holder->growth_bytes.known ? v8scope_format_bytes(holder->growth_bytes.value) : NULL;
}

static char *cell_growth_rate(
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder)
{
	double rate =
		(double)holder->growth_bytes.value * second_ns / (double)isolate->assessed_ns.value;
	char *bytes, *text;

	if (!holder->growth_bytes.known || !isolate->assessed_ns.known ||
		isolate->assessed_ns.value <= 0) {
		return NULL;
	}
	bytes = v8scope_format_bytes((int64_t)CLAMP(round(rate), -9e18, 9e18));
	text = g_strconcat(bytes, "/s", NULL);
	g_free(bytes);
	return text;
}

static char *cell_handles(
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder)
{
	(void)isolate;
	return holder->handles.known ? v8scope_format_count(holder->handles.value) : NULL;
}

static char *cell_gained(
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder)
{
	char *count, *text;

	(void)isolate;
	if (!holder->handle_growth.known) {
		return NULL;
	}
	count = v8scope_format_count(holder->handle_growth.value);
	text = g_strconcat(holder->handle_growth.value > 0 ? "+" : "", count, NULL);
	g_free(count);
	return text;
}

static char *cell_per_checkpoint(
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder)
{
	if (!holder->handle_growth.known || !isolate->assessed_checkpoints.known ||
		isolate->assessed_checkpoints.value <= 0) {
		return NULL;
	}
	return describe_rate(
		(double)holder->handle_growth.value / (double)isolate->assessed_checkpoints.value);
}

static char *cell_share(
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder)
{
	(void)isolate;
	return holder->share > 0 ? g_strdup_printf("%.1f %%", holder->share * 100) : NULL;
}

const struct v8scope_live_column v8scope_live_columns[V8SCOPE_LIVE_COLUMNS] = {
	{"GROWTH", 0, cell_growth},
	{"GROWTH/S", 2, cell_growth_rate},
	{"SHARE", 4, cell_share},
	{"HANDLES", 0, cell_handles},
	{"GAINED", 3, cell_gained},
	{"/CHECKPOINT", 1, cell_per_checkpoint},
};

static char *describe_place(const struct v8scope_site *site)
{
	if (site->function && site->file && site->line > 0) {
		char *name = g_path_get_basename(site->file);
		char *text = g_strdup_printf("%s %s:%d", site->function, name, site->line);

		g_free(name);
		return text;
	}
	if (site->function) {
		return g_strdup(site->function);
	}
	if (site->module) {
		char *name = g_path_get_basename(site->module);
		char *text = g_strdup_printf("%s+0x%jx", name, (uintmax_t)site->module_offset);

		g_free(name);
		return text;
	}
	return site->ip ? g_strdup_printf("0x%jx", (uintmax_t)site->ip) : g_strdup("not known");
}

/* JavaScript that called it says more than an address does. */
static char *describe_caller(const struct v8scope_holder *holder)
{
	const struct v8scope_js_frame *frame;
	char *name, *text;

	if (holder->opened.function || holder->javascript->len == 0) {
		return describe_place(&holder->opened);
	}
	frame = g_ptr_array_index(holder->javascript, 0);
	name = g_path_get_basename(frame->file ? frame->file : "V8");
	text = g_strdup_printf("%s %s:%u", frame->function ? frame->function : "(anonymous)", name,
		frame->now_line ? frame->now_line : frame->line);
	g_free(name);
	return text;
}

char *v8scope_live_holder_name(const struct v8scope_holder *holder)
{
	static const char *const kinds[] = {
		[V8SCOPE_HOLDER_KIND_HANDLE_SCOPE] = "",
		[V8SCOPE_HOLDER_KIND_GLOBAL] = "global: ",
		[V8SCOPE_HOLDER_KIND_NAPI_REF] = "napi_ref: ",
		[V8SCOPE_HOLDER_KIND_NAPI_DEFERRED] = "napi_deferred: ",
		[V8SCOPE_HOLDER_KIND_JAVASCRIPT] = "JavaScript: held by no handle",
		[V8SCOPE_HOLDER_KIND_UNEXPLAINED] = "not explained",
	};
	bool has_place = holder->kind != V8SCOPE_HOLDER_KIND_JAVASCRIPT &&
			 holder->kind != V8SCOPE_HOLDER_KIND_UNEXPLAINED;
	bool is_scope = holder->kind == V8SCOPE_HOLDER_KIND_HANDLE_SCOPE;
	char *place = has_place ? describe_caller(holder) : g_strdup("");
	char *text = g_strconcat(
		is_scope && !holder->live ? "closed: " : "", kinds[holder->kind], place, NULL);

	g_free(place);
	return text;
}
