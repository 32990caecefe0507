/* SPDX-License-Identifier: MIT */
#include "render.h"

#include <glib.h>
#include <string.h>

#include "formats.h"

struct v8scope_render_format {
	const char *name;
	void (*render)(const struct v8scope_report *report,
		const struct v8scope_render_options *options, GString *out);
};

/* The first is the default. Keep FORMAT_NAMES in step. */
static const struct v8scope_render_format formats[] = {
	{"text", v8scope_render_text},
	{"json", v8scope_render_json},
	{"html", v8scope_render_html},
	{"folded", v8scope_render_folded},
	{"speedscope", v8scope_render_speedscope},
	{"trace-event", v8scope_render_trace_event},
};

#define FORMAT_NAMES "text, json, html, folded, speedscope, trace-event"

const struct v8scope_render_format *v8scope_render_format_find(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
		if (g_strcmp0(formats[i].name, name) == 0) {
			return &formats[i];
		}
	}
	return NULL;
}

bool v8scope_weight_from_name(const char *name, enum v8scope_weight *weight)
{
	if (strcmp(name, "bytes") == 0) {
		*weight = V8SCOPE_WEIGHT_BYTES;
	} else if (strcmp(name, "handles") == 0) {
		*weight = V8SCOPE_WEIGHT_HANDLES;
	} else {
		return false;
	}
	return true;
}

const char *v8scope_render_format_names(void)
{
	return FORMAT_NAMES;
}

bool v8scope_render(const struct v8scope_render_format *format, const struct v8scope_report *report,
	const struct v8scope_render_options *options, FILE *out)
{
	GString *document = g_string_new(NULL);
	bool written;

	format->render(report, options, document);
	/* A full disk may show only when the buffer is flushed. */
	written = fwrite(document->str, 1, document->len, out) == document->len && fflush(out) == 0;
	g_string_free(document, TRUE);
	return written;
}
