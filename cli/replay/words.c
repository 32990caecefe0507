/* SPDX-License-Identifier: MIT */
#include "words.h"

#include <string.h>

#include "units.h"

/* The name of a file; its folders would fill the line. */
static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "v8heapexperiment+0x3b41"; a clause in brackets says why there is nothing better. */
static char *module_place(const struct v8scope_site *site)
{
	const char *name = base_name(site->module);
	const char *clause = strstr(name, " (");
	int length = clause ? (int)(clause - name) : (int)strlen(name);

	return g_strdup_printf("%.*s+0x%jx", length, name, (uintmax_t)site->module_offset);
}

/* Where a site is, without its function; NULL: not known. */
static char *place(const struct v8scope_site *site)
{
	if (site->file && site->line > 0) {
		return g_strdup_printf("%s:%d", base_name(site->file), site->line);
	}
	if (site->file) {
		return g_strdup(base_name(site->file));
	}
	if (site->module) {
		return module_place(site);
	}
	return site->ip ? g_strdup_printf("0x%jx", (uintmax_t)site->ip) : NULL;
}

static void append_word(GString *text, const char *word)
{
	g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", word);
}

static void append_javascript(GString *text, const struct v8scope_holder *holder)
{
	const struct v8scope_js_frame *frame = g_ptr_array_index(holder->javascript, 0);

	append_word(text, frame->function ? frame->function : "(anonymous)");
	if (frame->file) {
		g_string_append_printf(text, " %s:%" G_GUINT32_FORMAT, base_name(frame->file),
			frame->now_line ? frame->now_line : frame->line);
	}
}

static const char *kind_word(enum v8scope_holder_kind kind)
{
	switch (kind) {
	case V8SCOPE_HOLDER_KIND_GLOBAL:
		return "global";
	case V8SCOPE_HOLDER_KIND_NAPI_REF:
		return "reference";
	case V8SCOPE_HOLDER_KIND_NAPI_DEFERRED:
		return "deferred";
	default:
		return "scope";
	}
}

char *v8scope_replay_holder_name(const struct v8scope_holder *holder)
{
	GString *text = g_string_new(NULL);
	char *where = place(&holder->opened);

	if (holder->kind != V8SCOPE_HOLDER_KIND_HANDLE_SCOPE) {
		append_word(text, kind_word(holder->kind));
	}
	if (holder->opened.function) {
		append_word(text, holder->opened.function);
	}
	if (where) {
		append_word(text, where);
	} else if (!holder->opened.function && holder->javascript->len > 0) {
		append_javascript(text, holder);
	}
	if (text->len == 0) {
		append_word(text, kind_word(holder->kind));
	}
	g_free(where);
	return g_string_free(text, FALSE);
}

char *v8scope_replay_process_name(const struct v8scope_report_process *process)
{
	const char *command = process->command ? base_name(process->command) : "unknown program";

	return process->pid < 0
		       ? g_strdup(command)
		       : g_strdup_printf("%s (pid %" G_GINT64_FORMAT ")", command, process->pid);
}

char *v8scope_replay_verdict(const struct v8scope_timeline_frame *frame)
{
	GString *text = g_string_new(v8scope_verdict_name(frame->verdict));
	char *gcs = v8scope_format_counted(v8scope_clamp(frame->full_gcs), "full GC");
	char *bytes;

	if (frame->growth_bytes.known) {
		bytes = v8scope_format_bytes(ABS(frame->growth_bytes.value));
		g_string_append_printf(text, "   heap %s %s over %s",
			frame->growth_bytes.value < 0 ? "shrank" : "grew", bytes, gcs);
		g_free(bytes);
	} else {
		g_string_append_printf(text, "   %s", gcs);
	}
	g_free(gcs);
	return g_string_free(text, FALSE);
}

char *v8scope_replay_count(const struct v8scope_optional *count)
{
	return count->known ? v8scope_format_count(count->value) : g_strdup("-");
}

char *v8scope_replay_bytes(const struct v8scope_optional *bytes)
{
	return bytes->known ? v8scope_format_bytes(bytes->value) : g_strdup("-");
}

struct v8scope_optional v8scope_replay_age(
	const struct v8scope_timeline_entry *entry, const struct v8scope_timeline_frame *frame)
{
	const struct v8scope_optional *opened = &entry->holder->opened_at_ns;

	if (!opened->known || opened->value > frame->ts_ns) {
		return (struct v8scope_optional){0};
	}
	return (struct v8scope_optional){.known = true, .value = frame->ts_ns - opened->value};
}

const struct v8scope_timeline_entry *v8scope_replay_largest(
	const struct v8scope_timeline_frame *frame)
{
	return frame->entry_count > 0 && frame->entries[0].live ? &frame->entries[0] : NULL;
}
