/* SPDX-License-Identifier: MIT */
#include "advice.h"

#include <glib.h>
#include <stdbool.h>

#include "units.h"

/* Is the advice a nested scope? One that many scopes of a place need is to close them. */
static bool wants_scope(const struct v8scope_holder *holder)
{
	return holder->advice != NULL && holder->kind == V8SCOPE_HOLDER_KIND_HANDLE_SCOPE &&
	       holder->fix.globals_created.known;
}

static void add_place(GString *text, const struct v8scope_site *now)
{
	if (now->file != NULL && now->line > 0) {
		g_string_append_printf(text,
			" Most of them came while it stood at %s:%d: the new scope belongs around "
			"that.",
			now->file, now->line);
	}
}

/* "Of the 20,001 that it ever created, 20,000 are strong, none is weak, and 1 is gone." */
static void add_balance(GString *text, const struct v8scope_holder *holder)
{
	/* Not below 0 in a sound trace, and of others the difference would not fit. */
	int64_t gone = MAX(holder->fix.created.value, 0) - MAX(holder->fix.weak.value, 0) -
		       MAX(holder->handles.value, 0);
	g_autofree char *created = v8scope_format_count(holder->fix.created.value);
	g_autofree char *strong = v8scope_format_count(holder->handles.value);
	g_autofree char *weak = v8scope_format_count(holder->fix.weak.value);
	g_autofree char *disposed = v8scope_format_count(MAX(gone, INT64_C(0)));

	if (!holder->fix.created.known || !holder->handles.known) {
		return;
	}
	g_string_append_printf(text,
		" Of %s that it ever created %s are held, %s are weak, %s are disposed of.",
		created, strong, weak, disposed);
	if (holder->fix.most_weak.value == 0) {
		g_string_append(text, " None was seen to be weak at any time.");
	}
}

char *v8scope_advice_what(const struct v8scope_holder *holder)
{
	GString *text;

	if (holder->advice == NULL) {
		return NULL;
	}
	text = g_string_new(holder->advice);
	if (wants_scope(holder)) {
		add_place(text, &holder->now);
	}
	add_balance(text, holder);
	return g_string_free(text, FALSE);
}

struct v8scope_optional v8scope_advice_cost_ns(const struct v8scope_holder *holder)
{
	const struct v8scope_fix_facts *fix = &holder->fix;
	double ns = (double)fix->scope_cost_ps.value * (double)fix->checkpoints.value / 1000;
	bool fits = ns >= 0 && ns < 0x1p62;

	return (struct v8scope_optional){
		.known = fix->scope_cost_ps.known && fix->checkpoints.known && fits,
		.value = fits ? (int64_t)ns : 0};
}

static char *format_ns(int64_t ns)
{
	return v8scope_format_duration((uint64_t)MAX(ns, INT64_C(0)));
}

/* ", 0.12 % of 367.1 ms" */
static void add_share(GString *text, int64_t cost_ns, int64_t all_ns)
{
	double percent = 100.0 * (double)cost_ns / (double)all_ns;
	g_autofree char *all = format_ns(all_ns);

	if (percent < 0.01) {
		g_string_append_printf(text, ", less than 0.01 %% of %s", all);
	} else {
		g_string_append_printf(text, ", %.2f %% of %s", percent, all);
	}
}

char *v8scope_advice_cost(
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder)
{
	struct v8scope_optional cost = v8scope_advice_cost_ns(holder);
	g_autofree char *all = format_ns(cost.value);
	GString *text;

	if (!wants_scope(holder)) {
		return NULL;
	}
	if (!holder->fix.scope_cost_ps.known) {
		return g_strdup("not measured in this trace");
	}
	text = g_string_new(NULL);
	g_string_append_printf(text, "%.1f ns to open and close a scope, measured in this process",
		(double)holder->fix.scope_cost_ps.value / 1000);
	if (cost.known) {
		g_string_append_printf(text, ": %s for one in each checkpoint", all);
	}
	if (cost.known && isolate->assessed_ns.value > 0) {
		add_share(text, cost.value, isolate->assessed_ns.value);
	}
	return g_string_free(text, FALSE);
}

static bool is_positive(struct v8scope_optional count)
{
	return count.known && count.value > 0;
}

/* Values and promises that somebody may use after the iteration that made them. */
static void add_outliving(GString *text, const struct v8scope_fix_facts *fix)
{
	g_autofree char *escaped = v8scope_format_counted(fix->escaped.value, "value");
	g_autofree char *promises =
		v8scope_format_counted(fix->promises_outlasting.value, "promise");
	bool both = is_positive(fix->escaped) && is_positive(fix->promises_outlasting);

	if (is_positive(fix->escaped)) {
		g_string_append_printf(text, "%s %s escaped into this scope", escaped,
			fix->escaped.value == 1 ? "was" : "were");
	}
	g_string_append(text, both ? ", and " : "");
	if (is_positive(fix->promises_outlasting)) {
		g_string_append_printf(text, "%s made in it %s pending when a checkpoint ended",
			promises, fix->promises_outlasting.value == 1 ? "was" : "were");
	}
	if (is_positive(fix->escaped) || is_positive(fix->promises_outlasting)) {
		g_string_append(text, ": a handle that is used after its iteration must not be in "
				      "the new scope.");
	}
}

static void add_nothing_outlives(GString *text, const struct v8scope_fix_facts *fix)
{
	if (fix->promises_outlasting.known && fix->promises_outlasting.value == 0 &&
		fix->escaped.value == 0) {
		g_string_append(text, "No value was escaped into this scope, and its promises were "
				      "settled when their checkpoint ended. A Local that the "
				      "program itself keeps for later is not seen.");
	} else if (!is_positive(fix->escaped) && !is_positive(fix->promises_outlasting)) {
		g_string_append(text, fix->escaped.known
					      ? "No value was escaped into this scope."
					      : "Whether values are escaped, or promises pending, "
						"over an iteration: --detail=scopes tells.");
	}
}

char *v8scope_advice_care(const struct v8scope_holder *holder)
{
	const struct v8scope_fix_facts *fix = &holder->fix;
	g_autofree char *globals = v8scope_format_counted(fix->globals_created.value, "global");
	GString *text;

	if (!wants_scope(holder)) {
		return NULL;
	}
	text = g_string_new(NULL);
	add_outliving(text, fix);
	add_nothing_outlives(text, fix);
	if (is_positive(fix->globals_created)) {
		g_string_append_printf(text,
			" At least %s %s created meanwhile: what %s to needs no handle.", globals,
			fix->globals_created.value == 1 ? "was" : "were",
			fix->globals_created.value == 1 ? "it refers" : "they refer");
	}
	return g_string_free(text, FALSE);
}

char *v8scope_advice(
	const struct v8scope_report_isolate *isolate, const struct v8scope_holder *holder)
{
	g_autofree char *what = v8scope_advice_what(holder);
	g_autofree char *cost = v8scope_advice_cost(isolate, holder);
	g_autofree char *care = v8scope_advice_care(holder);

	if (what == NULL || cost == NULL || care == NULL) {
		return g_steal_pointer(&what);
	}
	return g_strdup_printf("%s Its cost: %s. %s", what, cost, care);
}
