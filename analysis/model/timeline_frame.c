/* SPDX-License-Identifier: MIT */
#include "timeline_frame.h"

#include <math.h>

#include "attribution.h"
#include "describe.h"

/* What V8 calls them in the census. */
#define PROMISE_TYPE "JSPromise"

static struct v8scope_optional known(uint64_t value)
{
	return (struct v8scope_optional){
		.known = true, .value = (int64_t)MIN(value, (uint64_t)INT64_MAX)};
}

void v8scope_timeline_members_init(struct v8scope_timeline_members *members)
{
	members->report = v8scope_report_create();
	members->isolate = v8scope_report_process_add_isolate(
		v8scope_report_add_process(members->report, -1), 0);
	members->by_key = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
}

void v8scope_timeline_members_fini(struct v8scope_timeline_members *members)
{
	g_hash_table_destroy(members->by_key);
	v8scope_report_destroy(members->report);
}

static GHashTable *keys_of(const GPtrArray *frames)
{
	GHashTable *keys = g_hash_table_new(g_int64_hash, g_int64_equal);

	for (guint i = 0; i < frames->len; i++) {
		struct v8scope_timeline_frame *frame = g_ptr_array_index(frames, i);

		for (uint32_t j = 0; j < frame->entry_count; j++) {
			g_hash_table_add(keys, &frame->entries[j].key);
		}
	}
	return keys;
}

void v8scope_timeline_members_prune(
	struct v8scope_timeline_members *members, const GPtrArray *frames)
{
	GHashTable *keys = keys_of(frames);
	GHashTableIter iter;
	void *key, *holder;

	g_hash_table_iter_init(&iter, members->by_key);
	while (g_hash_table_iter_next(&iter, &key, &holder)) {
		if (!g_hash_table_contains(keys, key)) {
			g_ptr_array_remove_fast(members->isolate->holders, holder);
			g_hash_table_iter_remove(&iter);
		}
	}
	g_hash_table_destroy(keys);
}

/* A fresh one in the place of the one there was: later censuses know more. */
static struct v8scope_holder *member_renew(
	struct v8scope_timeline_members *members, uint64_t key, enum v8scope_holder_kind kind)
{
	struct v8scope_holder *before = g_hash_table_lookup(members->by_key, &key);
	struct v8scope_holder *holder;

	if (before) {
		g_ptr_array_remove_fast(members->isolate->holders, before);
	}
	holder = v8scope_report_isolate_add_holder(members->isolate, kind);
	g_hash_table_replace(members->by_key, g_memdup2(&key, sizeof(key)), holder);
	return holder;
}

/* A scope or a creation site that may become an entry. */
struct contender {
	const struct v8scope_model_scope *scope; /* or: */
	const struct v8scope_model_global *global;
	uint64_t handles;
	bool live;
};

static uint64_t key_of(const struct contender *contender)
{
	return contender->scope ? contender->scope->scope_id << 1
				: (uint64_t)contender->global->index << 1 | 1;
}

/* The live before the others, the larger before the smaller; else any order, always the same. */
static int compare_contenders(const void *a, const void *b)
{
	const struct contender *left = a;
	const struct contender *right = b;

	if (left->live != right->live) {
		return left->live ? -1 : 1;
	}
	if (left->handles != right->handles) {
		return left->handles > right->handles ? -1 : 1;
	}
	return (key_of(left) > key_of(right)) - (key_of(left) < key_of(right));
}

/* By the last census, and not closed since; of an isolate that is gone, when it went. */
static bool is_live(
	const struct v8scope_model_isolate *isolate, const struct v8scope_model_scope *scope)
{
	return isolate->disposed ? !scope->absent : !scope->closed;
}

static void add_scopes(GArray *contenders, const struct v8scope_model_isolate *isolate)
{
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, isolate->scopes);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct v8scope_model_scope *scope = value;
		bool live = is_live(isolate, scope);
		struct contender contender = {
			.scope = scope,
			.handles = live ? scope->last_handles : scope->max_handles,
			.live = live,
		};

		if (live || scope->max_handles >= V8SCOPE_MODEL_PILE_HANDLES) {
			g_array_append_val(contenders, contender);
		}
	}
}

static void add_globals(GArray *contenders, const struct v8scope_model_isolate *isolate)
{
	for (guint i = 0; i < isolate->globals->len; i++) {
		const struct v8scope_model_global *global = g_ptr_array_index(isolate->globals, i);
		struct contender contender = {
			.global = global,
			.handles = global->last_live,
			.live = true,
		};

		if (global->last_live > 0) {
			g_array_append_val(contenders, contender);
		}
	}
}

static void describe(struct v8scope_timeline_members *members,
	const struct v8scope_model_isolate *isolate, const struct contender *contender)
{
	if (contender->scope) {
		v8scope_describe_scope(
			member_renew(members, key_of(contender), V8SCOPE_HOLDER_KIND_HANDLE_SCOPE),
			isolate, contender->scope);
	} else {
		v8scope_describe_global(
			member_renew(members, key_of(contender),
				v8scope_describe_global_kind(contender->global->kind)),
			isolate, contender->global);
	}
}

static void set_entries(struct v8scope_timeline_frame *frame,
	struct v8scope_timeline_members *members, const struct v8scope_model_isolate *isolate)
{
	GArray *contenders = g_array_new(FALSE, FALSE, sizeof(struct contender));

	add_scopes(contenders, isolate);
	add_globals(contenders, isolate);
	g_array_sort(contenders, compare_contenders);
	frame->entry_count = MIN(contenders->len, V8SCOPE_TIMELINE_MAX_ENTRIES);
	for (uint32_t i = 0; i < frame->entry_count; i++) {
		const struct contender *contender = &g_array_index(contenders, struct contender, i);

		frame->entries[i] = (struct v8scope_timeline_entry){
			.key = key_of(contender),
			.handles = contender->handles,
			.live = contender->live,
		};
		describe(members, isolate, contender);
	}
	g_array_unref(contenders);
}

static void add_promises(struct v8scope_optional *sum, const struct v8scope_model_scope *scope)
{
	for (guint i = 0; i < scope->types->len; i++) {
		const struct v8scope_type_share *type = g_ptr_array_index(scope->types, i);

		if (g_strcmp0(type->type, PROMISE_TYPE) == 0) {
			sum->value +=
				(int64_t)MIN(type->objects, (uint64_t)(INT64_MAX - sum->value));
		}
	}
}

static struct v8scope_optional promises_in_scopes(const struct v8scope_model_isolate *isolate)
{
	struct v8scope_optional sum = {0};
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, isolate->scopes);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct v8scope_model_scope *scope = value;

		if (scope->types && is_live(isolate, scope)) {
			sum.known = true;
			add_promises(&sum, scope);
		}
	}
	return sum;
}

static void set_heap(
	struct v8scope_timeline_frame *frame, const struct v8scope_model_isolate *isolate)
{
	const GArray *epochs = isolate->epochs;

	frame->full_gcs = isolate->full_gcs;
	if (isolate->gc_ends > 0) {
		frame->used_bytes = known(isolate->last_gc_used);
	}
	if (epochs->len > 0) {
		frame->live_bytes = known(
			g_array_index(epochs, struct v8scope_model_epoch, epochs->len - 1).used);
	}
}

static void set_promises(struct v8scope_timeline_frame *frame,
	const struct v8scope_model_isolate *isolate, const struct v8scope_promise_facts *facts)
{
	frame->promises_created = facts->created;
	frame->promises_settled = facts->settled;
	if (facts->alive.known) {
		frame->promises_alive =
			known((uint64_t)llround(MAX(isolate->promises.seen.alive, 0)));
	}
	frame->promises_in_scopes = promises_in_scopes(isolate);
}

/* What a report says, if this were the end. */
static void set_judgement(struct v8scope_timeline_frame *frame, const struct v8scope_model *model,
	const struct v8scope_model_isolate *isolate, const struct v8scope_exact_reader *reader)
{
	struct v8scope_report *report = v8scope_report_create();
	const struct v8scope_report_isolate *now = v8scope_model_add_isolate_report(
		v8scope_model_add_process_report(report, isolate->process), model, isolate, reader);

	frame->verdict = now->verdict;
	frame->growth_bytes = now->growth_bytes;
	set_promises(frame, isolate, &now->promises);
	v8scope_report_destroy(report);
}

struct v8scope_timeline_frame *v8scope_timeline_frame_create(
	struct v8scope_timeline_members *members, const struct v8scope_model *model,
	const struct v8scope_model_isolate *isolate, const struct v8scope_exact_reader *reader)
{
	struct v8scope_timeline_frame *frame = g_new0(struct v8scope_timeline_frame, 1);

	set_heap(frame, isolate);
	if (isolate->last_census) {
		frame->handles = known(isolate->last_census->handles);
		frame->live_scopes = known(isolate->last_census->scope_count);
	}
	set_judgement(frame, model, isolate, reader);
	set_entries(frame, members, isolate);
	return frame;
}
