/* SPDX-License-Identifier: MIT */
#include "timeline.h"

#include "timeline_frame.h"

static const char *const kind_names[] = {
	[V8SCOPE_TIMELINE_KIND_MINOR_GC] = "minor-gc",
	[V8SCOPE_TIMELINE_KIND_FULL_GC] = "full-gc",
	[V8SCOPE_TIMELINE_KIND_CENSUS] = "census",
	[V8SCOPE_TIMELINE_KIND_END] = "end",
};

/* An isolate while it is being recorded. */
struct track {
	GPtrArray *frames; /* owned; of struct v8scope_timeline_frame */
	uint64_t moments[V8SCOPE_TIMELINE_KIND_COUNT];
	uint64_t strides[V8SCOPE_TIMELINE_KIND_COUNT]; /* one in so many moments is kept */
	struct v8scope_timeline_members members;
};

struct v8scope_timeline_recorder {
	struct v8scope_model *model; /* borrowed */
	GHashTable *tracks;	     /* const struct v8scope_model_isolate * -> struct track */
	guint total;		     /* frames of all */
};

const char *v8scope_timeline_kind_name(enum v8scope_timeline_kind kind)
{
	return kind_names[kind];
}

static struct track *track_create(void)
{
	struct track *track = g_new0(struct track, 1);

	track->frames = g_ptr_array_new_with_free_func(g_free);
	for (int kind = 0; kind < V8SCOPE_TIMELINE_KIND_COUNT; kind++) {
		track->strides[kind] = 1;
	}
	v8scope_timeline_members_init(&track->members);
	return track;
}

static void track_destroy(void *data)
{
	struct track *track = data;

	g_ptr_array_unref(track->frames);
	v8scope_timeline_members_fini(&track->members);
	g_free(track);
}

static struct track *find_or_add_track(
	struct v8scope_timeline_recorder *recorder, const struct v8scope_model_isolate *isolate)
{
	struct track *track = g_hash_table_lookup(recorder->tracks, isolate);

	if (!track) {
		track = track_create();
		g_hash_table_insert(recorder->tracks, (void *)isolate, track);
	}
	return track;
}

static enum v8scope_timeline_kind most_frequent_kind(const struct track *track)
{
	guint counts[V8SCOPE_TIMELINE_KIND_COUNT] = {0};
	enum v8scope_timeline_kind most = 0;

	for (guint i = 0; i < track->frames->len; i++) {
		const struct v8scope_timeline_frame *frame = g_ptr_array_index(track->frames, i);

		counts[frame->kind]++;
		most = counts[frame->kind] > counts[most] ? frame->kind : most;
	}
	return most;
}

/* Every other moment of the kind there are most of: full collections are few and matter most. */
static void thin(struct v8scope_timeline_recorder *recorder, struct track *track)
{
	enum v8scope_timeline_kind kind = most_frequent_kind(track);
	GPtrArray *kept = g_ptr_array_new_with_free_func(g_free);
	uint64_t seen = 0;

	for (guint i = 0; i < track->frames->len; i++) {
		struct v8scope_timeline_frame *frame = g_ptr_array_index(track->frames, i);

		if (frame->kind != kind || seen++ % 2 == 0) {
			g_ptr_array_add(kept, g_steal_pointer(&track->frames->pdata[i]));
		}
	}
	recorder->total -= track->frames->len - kept->len;
	g_ptr_array_unref(track->frames);
	track->frames = kept;
	track->strides[kind] *= 2;
	v8scope_timeline_members_prune(&track->members, track->frames);
}

static struct track *longest(const struct v8scope_timeline_recorder *recorder)
{
	struct track *longest = NULL;
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, recorder->tracks);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		struct track *track = value;

		if (!longest || track->frames->len > longest->frames->len) {
			longest = track;
		}
	}
	return longest;
}

static void make_room(struct v8scope_timeline_recorder *recorder, struct track *track)
{
	if (track->frames->len == V8SCOPE_TIMELINE_MAX_FRAMES) {
		thin(recorder, track);
	} else if (recorder->total >= V8SCOPE_TIMELINE_MAX_TOTAL) {
		thin(recorder, longest(recorder));
	}
}

static struct v8scope_timeline_frame *add_frame(struct v8scope_timeline_recorder *recorder,
	struct track *track, const struct v8scope_model_isolate *isolate,
	enum v8scope_timeline_kind kind, const struct v8scope_exact_reader *reader)
{
	struct v8scope_timeline_frame *frame =
		v8scope_timeline_frame_create(&track->members, recorder->model, isolate, reader);

	frame->kind = kind;
	frame->number = track->moments[kind];
	g_ptr_array_add(track->frames, frame);
	recorder->total++;
	return frame;
}

static enum v8scope_timeline_kind kind_of(const struct v8scope_event *event)
{
	if (event->type == V8SCOPE_EVENT_CENSUS_END) {
		return V8SCOPE_TIMELINE_KIND_CENSUS;
	}
	return event->u.gc.type == V8SCOPE_GC_TYPE_MARK_SWEEP_COMPACT
		       ? V8SCOPE_TIMELINE_KIND_FULL_GC
		       : V8SCOPE_TIMELINE_KIND_MINOR_GC;
}

static void observe(
	void *data, const struct v8scope_model_isolate *isolate, const struct v8scope_event *event)
{
	struct v8scope_timeline_recorder *recorder = data;
	struct track *track = find_or_add_track(recorder, isolate);
	enum v8scope_timeline_kind kind = kind_of(event);
	struct v8scope_timeline_frame *frame;

	if (track->moments[kind]++ % track->strides[kind] != 0) {
		return;
	}
	make_room(recorder, track);
	frame = add_frame(recorder, track, isolate, kind, NULL);
	frame->ts_ns = event->ts_ns;
	if (kind != V8SCOPE_TIMELINE_KIND_CENSUS) {
		frame->handles = (struct v8scope_optional){
			.known = true, .value = (int64_t)event->u.gc.handles};
	}
}

struct v8scope_timeline_recorder *v8scope_timeline_recorder_create(struct v8scope_model *model)
{
	struct v8scope_timeline_recorder *recorder = g_new0(struct v8scope_timeline_recorder, 1);
	const struct v8scope_model_observer observer = {observe, recorder};

	recorder->model = model;
	recorder->tracks =
		g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, track_destroy);
	v8scope_model_set_observer(model, &observer);
	return recorder;
}

void v8scope_timeline_recorder_destroy(struct v8scope_timeline_recorder *recorder)
{
	const struct v8scope_model_observer nobody = {0};

	if (recorder) {
		v8scope_model_set_observer(recorder->model, &nobody);
		g_hash_table_destroy(recorder->tracks);
		g_free(recorder);
	}
}

static void isolate_destroy(void *data)
{
	struct v8scope_timeline_isolate *isolate = data;

	g_ptr_array_unref(isolate->frames);
	g_free(isolate);
}

static void set_holders(GPtrArray *frames, const struct v8scope_timeline_members *members)
{
	for (guint i = 0; i < frames->len; i++) {
		struct v8scope_timeline_frame *frame = g_ptr_array_index(frames, i);

		for (uint32_t j = 0; j < frame->entry_count; j++) {
			struct v8scope_timeline_entry *entry = &frame->entries[j];

			entry->holder = g_hash_table_lookup(members->by_key, &entry->key);
		}
	}
}

/* The isolate's place in the cast, with its members as holders. */
static struct v8scope_report_isolate *add_cast(struct v8scope_report_process *process,
	const struct v8scope_model_isolate *isolate, struct v8scope_timeline_members *members)
{
	struct v8scope_report_isolate *cast =
		v8scope_report_process_add_isolate(process, isolate->address);
	GPtrArray *empty = cast->holders;

	cast->v8_version = g_strdup(isolate->v8_version);
	cast->holders = members->isolate->holders;
	members->isolate->holders = empty;
	return cast;
}

static struct v8scope_timeline_isolate *finish_isolate(struct v8scope_timeline_recorder *recorder,
	struct v8scope_report_process *process, const struct v8scope_model_isolate *isolate)
{
	struct track *track = find_or_add_track(recorder, isolate);
	struct v8scope_timeline_isolate *finished = g_new0(struct v8scope_timeline_isolate, 1);

	track->moments[V8SCOPE_TIMELINE_KIND_END]++;
	add_frame(
		recorder, track, isolate, V8SCOPE_TIMELINE_KIND_END, &recorder->model->exact_reader)
		->ts_ns = MAX(isolate->last_state_ns, isolate->first_ns);
	set_holders(track->frames, &track->members);
	finished->process = process;
	finished->cast = add_cast(process, isolate, &track->members);
	finished->frames = g_ptr_array_ref(track->frames);
	memcpy(finished->moments, track->moments, sizeof(finished->moments));
	return finished;
}

struct v8scope_timeline *v8scope_timeline_recorder_finish(
	struct v8scope_timeline_recorder *recorder)
{
	struct v8scope_timeline *timeline = g_new0(struct v8scope_timeline, 1);
	GPtrArray *isolates = v8scope_model_list_isolates(recorder->model);
	const struct v8scope_model_process *process = NULL;
	struct v8scope_report_process *cast = NULL;

	timeline->cast = v8scope_report_create();
	timeline->isolates = g_ptr_array_new_with_free_func(isolate_destroy);
	for (guint i = 0; i < isolates->len; i++) {
		const struct v8scope_model_isolate *isolate = g_ptr_array_index(isolates, i);

		if (isolate->process != process) {
			process = isolate->process;
			cast = v8scope_model_add_process_report(timeline->cast, process);
		}
		g_ptr_array_add(timeline->isolates, finish_isolate(recorder, cast, isolate));
	}
	g_ptr_array_unref(isolates);
	return timeline;
}

void v8scope_timeline_destroy(struct v8scope_timeline *timeline)
{
	if (timeline) {
		g_ptr_array_unref(timeline->isolates);
		v8scope_report_destroy(timeline->cast);
		g_free(timeline);
	}
}

static bool is_listed(
	const struct v8scope_report *cast, const struct v8scope_report_isolate *isolate)
{
	for (guint i = 0; i < cast->processes->len; i++) {
		const struct v8scope_report_process *process =
			g_ptr_array_index(cast->processes, i);

		if (g_ptr_array_find(process->isolates, isolate, NULL)) {
			return true;
		}
	}
	return false;
}

void v8scope_timeline_drop_unlisted(struct v8scope_timeline *timeline)
{
	for (guint i = timeline->isolates->len; i > 0; i--) {
		const struct v8scope_timeline_isolate *isolate =
			g_ptr_array_index(timeline->isolates, i - 1);

		if (!is_listed(timeline->cast, isolate->cast)) {
			g_ptr_array_remove_index(timeline->isolates, i - 1);
		}
	}
}

uint64_t v8scope_timeline_isolate_left_out(const struct v8scope_timeline_isolate *isolate)
{
	uint64_t moments = 0;

	for (int kind = 0; kind < V8SCOPE_TIMELINE_KIND_COUNT; kind++) {
		moments += isolate->moments[kind];
	}
	return moments - isolate->frames->len;
}
