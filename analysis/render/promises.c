/* SPDX-License-Identifier: MIT */
#include "promises.h"

#include <glib.h>
#include <stdbool.h>

#include "units.h"

/* Fewer alive than this share need no holder to be named. */
#define WORTH_A_HOLDER (V8SCOPE_SHARE_ONE / 100)

/* Shares of less, or less below one, would be shown as 0.0 % or 100.0 %. */
#define ROUNDED_OFF (V8SCOPE_SHARE_ONE / 2000)

/* V8's name of a promise's type. */
#define PROMISE_TYPE "JSPromise"

static double percent(struct v8scope_optional share)
{
	return 100.0 * (double)share.value / V8SCOPE_SHARE_ONE;
}

static bool is_exact(const struct v8scope_promise_facts *facts)
{
	return facts->alive_low.value == facts->alive_high.value;
}

char *v8scope_promises_alive(const struct v8scope_promise_facts *facts)
{
	if (!facts->alive.known) {
		return NULL;
	}
	if (is_exact(facts) && facts->alive.value == 0) {
		return g_strdup("none");
	}
	if (is_exact(facts) && facts->alive.value == V8SCOPE_SHARE_ONE) {
		return g_strdup("all");
	}
	if (is_exact(facts)) {
		return g_strdup_printf("%.1f %%", percent(facts->alive));
	}
	/* Never 0 or 100: of a sample nobody can tell. */
	if (facts->alive.value < ROUNDED_OFF) {
		return g_strdup_printf(
			"almost none (at most %.1f %%)", MAX(percent(facts->alive_high), 0.1));
	}
	if (facts->alive.value > V8SCOPE_SHARE_ONE - ROUNDED_OFF) {
		return g_strdup_printf(
			"almost all (at least %.1f %%)", MIN(percent(facts->alive_low), 99.9));
	}
	return g_strdup_printf("about %.1f %% (%.1f %% to %.1f %%)", percent(facts->alive),
		percent(facts->alive_low), percent(facts->alive_high));
}

uint64_t v8scope_promises_latency(const struct v8scope_promise_facts *facts, unsigned int percent)
{
	double all = 0;
	double sum = 0;

	for (uint32_t i = 0; i < facts->latency_count; i++) {
		all += (double)facts->latency[i];
	}
	for (uint32_t i = 0; i < facts->latency_count; i++) {
		sum += (double)facts->latency[i];
		if (sum > 0 && sum * 100 >= all * percent) {
			return i < 63 ? UINT64_C(2) << i : UINT64_MAX;
		}
	}
	return 0;
}

/* "All 500 promises are settled", "3 of 500 promises were never settled" */
static void add_settled(GString *text, const struct v8scope_promise_facts *facts)
{
	g_autofree char *created = v8scope_format_counted(facts->created.value, "promise");
	g_autofree char *unsettled = v8scope_format_count(facts->unsettled.value);

	if (facts->created.value == 1) {
		g_string_append(text, facts->unsettled.value == 0
					      ? "The only promise is settled"
					      : "The only promise was never settled");
	} else if (facts->unsettled.value == 0) {
		g_string_append_printf(text, "All %s are settled", created);
	} else {
		g_string_append_printf(text, "%s of %s %s never settled", unsettled, created,
			facts->unsettled.value == 1 ? "was" : "were");
	}
}

static const struct v8scope_type_share *find_promises(const struct v8scope_holder *holder)
{
	for (guint i = 0; i < holder->types->len; i++) {
		const struct v8scope_type_share *type = g_ptr_array_index(holder->types, i);

		if (g_strcmp0(type->type, PROMISE_TYPE) == 0) {
			return type;
		}
	}
	return NULL;
}

/* How surely a holder keeps the promises that are alive. */
enum belief {
	BELIEF_NONE,
	BELIEF_LIKELY, /* it gained enough handles, or bytes, for it */
	BELIEF_SEEN,   /* its handles were sampled, and refer to that many promises */
};

/* `alive` promises; half of them suffices: the rest may hang on those. */
static enum belief holds(const struct v8scope_holder *holder, double alive)
{
	const struct v8scope_type_share *promises = find_promises(holder);

	if (promises != NULL && (double)promises->objects >= alive / 2) {
		return BELIEF_SEEN;
	}
	if (holder->types->len > 0 || holder->share < 0.5 ||
		holder->kind == V8SCOPE_HOLDER_KIND_UNEXPLAINED) {
		return BELIEF_NONE;
	}
	if (holder->kind == V8SCOPE_HOLDER_KIND_JAVASCRIPT ||
		(holder->handle_growth.known && (double)holder->handle_growth.value >= alive / 2)) {
		return BELIEF_LIKELY;
	}
	return BELIEF_NONE;
}

/* "the handle scope that run_loop opened at main.c:12 holds them" */
static void add_holder(GString *text, const struct v8scope_holder *holder)
{
	const struct v8scope_site *site = &holder->opened;
	bool scope = holder->kind == V8SCOPE_HOLDER_KIND_HANDLE_SCOPE;

	if (holder->kind == V8SCOPE_HOLDER_KIND_JAVASCRIPT) {
		g_string_append(text, "JavaScript itself refers to them");
		return;
	}
	g_string_append(text, scope ? "the handle scope" : "the handles");
	if (site->function != NULL) {
		g_string_append_printf(
			text, " that %s %s", site->function, scope ? "opened" : "created");
	}
	if (site->file != NULL && site->line > 0) {
		g_string_append_printf(text, " at %s:%d", site->file, site->line);
	}
	g_string_append(text, scope ? " holds them" : " hold them");
}

static void add_reason(GString *text, const struct v8scope_report_isolate *isolate)
{
	const struct v8scope_promise_facts *facts = &isolate->promises;
	double alive = (double)facts->created.value * percent(facts->alive) / 100;
	const struct v8scope_holder *best = NULL;
	enum belief belief = BELIEF_NONE;

	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);
		enum belief now = holds(holder, alive);

		if (now > belief) {
			best = holder;
			belief = now;
		}
	}
	if (best != NULL) {
		g_string_append(
			text, belief == BELIEF_SEEN ? ", because " : ", most likely because ");
		add_holder(text, best);
	}
}

/* ", and yet about 99 % of them are still alive, because ..." */
static void add_alive(GString *text, const struct v8scope_report_isolate *isolate)
{
	const struct v8scope_promise_facts *facts = &isolate->promises;
	g_autofree char *alive = v8scope_promises_alive(facts);
	g_autofree char *count = v8scope_format_count(facts->created.value);
	g_autofree char *created = g_strdup_printf("the %s", count);
	bool many = facts->alive.value >= WORTH_A_HOLDER;
	const char *conjunction = many && facts->unsettled.value == 0 ? "and yet" : "and";

	if (facts->created.value == 1) {
		g_string_append_printf(text, ", %s it was %s alive", conjunction,
			facts->alive.value > 0 ? "still" : "no longer");
	} else {
		g_string_append_printf(text, ", %s %s of %s were still alive", conjunction, alive,
			facts->unsettled.value == 0 ? "them" : created);
	}
	if (many) {
		add_reason(text, isolate);
	}
}

char *v8scope_promises_answer(const struct v8scope_report_isolate *isolate)
{
	const struct v8scope_promise_facts *facts = &isolate->promises;
	GString *text;

	if (!facts->created.known || !facts->unsettled.known || facts->created.value <= 0) {
		return NULL;
	}
	text = g_string_new(NULL);
	add_settled(text, facts);
	if (facts->alive.known) {
		add_alive(text, isolate);
	}
	g_string_append_c(text, '.');
	return g_string_free(text, FALSE);
}
