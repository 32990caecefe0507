/* SPDX-License-Identifier: MIT */
#include "analysis.h"

#include "decoder.h"
#include "exact.h"
#include "gaps.h"
#include "load_map.h"
#include "model.h"
#include "symbols.h"
#include "timeline.h"

struct v8scope_analysis {
	struct v8scope_decoder *decoder;	    /* owned */
	struct v8scope_model *model;		    /* owned */
	struct v8scope_timeline_recorder *timeline; /* owned; borrows `model`. NULL: not wanted */
	struct v8scope_symbols *symbols;	    /* owned */
	struct v8scope_load_map *load_map;	    /* owned; borrows `symbols` */
	const bt_clock_class *clock_class;	    /* a reference; of the last event, NULL: none */
	uint64_t cycles;			    /* of the last event */
	struct v8scope_window window;		    /* resolved with the first event */
	bool began;
};

struct v8scope_analysis *v8scope_analysis_create(struct v8scope_analysis_params *params)
{
	struct v8scope_analysis *analysis = g_new0(struct v8scope_analysis, 1);
	const struct v8scope_exact_reader reader = {
		v8scope_snapshot_read_exact, &params->snapshots};

	analysis->window = params->window;
	analysis->decoder = v8scope_decoder_create();
	v8scope_decoder_read_only(analysis->decoder, v8scope_model_reads_fields);
	analysis->model = v8scope_model_create();
	v8scope_model_set_exact_reader(analysis->model, &reader);
	analysis->symbols = v8scope_symbols_create();
	v8scope_symbols_ask_servers(analysis->symbols, params->ask_servers);
	if (params->parts_missing) {
		v8scope_model_handle_discarded(analysis->model, 0);
	}
	analysis->load_map = v8scope_load_map_create(analysis->symbols);
	return analysis;
}

void v8scope_analysis_destroy(struct v8scope_analysis *analysis)
{
	if (!analysis) {
		return;
	}
	v8scope_load_map_destroy(analysis->load_map);
	v8scope_symbols_destroy(analysis->symbols);
	v8scope_timeline_recorder_destroy(analysis->timeline);
	v8scope_model_destroy(analysis->model);
	v8scope_decoder_destroy(analysis->decoder);
	bt_clock_class_put_ref(analysis->clock_class);
	g_free(analysis);
}

static void note_time(struct v8scope_analysis *analysis, const struct v8scope_decoded *decoded)
{
	if (!decoded->clock_class) {
		return;
	}
	if (decoded->clock_class != analysis->clock_class) {
		bt_clock_class_put_ref(analysis->clock_class);
		bt_clock_class_get_ref(decoded->clock_class);
		analysis->clock_class = decoded->clock_class;
	}
	analysis->cycles = decoded->cycles;
}

/* False: the time is not known. */
static bool is_time(const bt_clock_snapshot *snapshot, int64_t *ts_ns)
{
	return snapshot && bt_clock_snapshot_get_ns_from_origin(snapshot, ts_ns) ==
				   BT_CLOCK_SNAPSHOT_GET_NS_FROM_ORIGIN_STATUS_OK;
}

/* Times of the window may count from the first event, of whatever provider. */
static void note_beginning(struct v8scope_analysis *analysis, const struct v8scope_decoded *decoded)
{
	int64_t ts_ns;

	if (!analysis->began && is_time(decoded->time, &ts_ns)) {
		v8scope_window_resolve(&analysis->window, ts_ns);
		analysis->began = true;
	}
}

static void model_event(struct v8scope_analysis *analysis, const struct v8scope_event *event)
{
	if (v8scope_window_is_before(&analysis->window, event->ts_ns)) {
		v8scope_model_handle_earlier_event(analysis->model, event);
	} else if (!v8scope_window_is_after(&analysis->window, event->ts_ns)) {
		v8scope_model_handle_event(analysis->model, event);
	}
}

static bool handle_event(struct v8scope_analysis *analysis, const bt_message *message)
{
	struct v8scope_decoded decoded;
	enum v8scope_decode_status status =
		v8scope_decoder_decode(analysis->decoder, message, &decoded);

	note_time(analysis, &decoded);
	note_beginning(analysis, &decoded);
	switch (status) {
	case V8SCOPE_DECODE_STATUS_EVENT:
		model_event(analysis, &decoded.event);
		return true;
	case V8SCOPE_DECODE_STATUS_OBJECT:
		v8scope_load_map_add(analysis->load_map, &decoded.object);
		return true;
	case V8SCOPE_DECODE_STATUS_IGNORED:
		return true;
	case V8SCOPE_DECODE_STATUS_NEWER_SCHEMA:
	case V8SCOPE_DECODE_STATUS_ERROR:
		break;
	}
	return false;
}

enum overlap {
	OVERLAP_NONE,
	OVERLAP_PART,
	OVERLAP_WHOLE,
};

/* How much of what was lost between two moments was lost in the window. */
static enum overlap overlap_of(const struct v8scope_analysis *analysis,
	const bt_clock_snapshot *from, const bt_clock_snapshot *to)
{
	const struct v8scope_window *window = &analysis->window;
	int64_t from_ns;
	int64_t to_ns;

	if (!is_time(from, &from_ns) || !is_time(to, &to_ns)) {
		return OVERLAP_WHOLE;
	}
	if (v8scope_window_is_before(window, to_ns) || v8scope_window_is_after(window, from_ns)) {
		return OVERLAP_NONE;
	}
	return v8scope_window_is_before(window, from_ns) || v8scope_window_is_after(window, to_ns)
		       ? OVERLAP_PART
		       : OVERLAP_WHOLE;
}

static enum overlap overlap_of_events(
	const struct v8scope_analysis *analysis, const bt_message *message)
{
	if (!bt_stream_class_discarded_events_have_default_clock_snapshots(
		    bt_stream_borrow_class_const(
			    bt_message_discarded_events_borrow_stream_const(message)))) {
		return OVERLAP_WHOLE;
	}
	return overlap_of(analysis,
		bt_message_discarded_events_borrow_beginning_default_clock_snapshot_const(message),
		bt_message_discarded_events_borrow_end_default_clock_snapshot_const(message));
}

static enum overlap overlap_of_packets(
	const struct v8scope_analysis *analysis, const bt_message *message)
{
	if (!bt_stream_class_discarded_packets_have_default_clock_snapshots(
		    bt_stream_borrow_class_const(
			    bt_message_discarded_packets_borrow_stream_const(message)))) {
		return OVERLAP_WHOLE;
	}
	return overlap_of(analysis,
		bt_message_discarded_packets_borrow_beginning_default_clock_snapshot_const(message),
		bt_message_discarded_packets_borrow_end_default_clock_snapshot_const(message));
}

static void handle_discarded_events(struct v8scope_analysis *analysis, const bt_message *message)
{
	enum overlap overlap = overlap_of_events(analysis, message);
	uint64_t count;

	if (overlap == OVERLAP_NONE ||
		!v8scope_stream_has_v8_events(
			bt_message_discarded_events_borrow_stream_const(message))) {
		return;
	}
	if (overlap == OVERLAP_PART || bt_message_discarded_events_get_count(message, &count) !=
					       BT_PROPERTY_AVAILABILITY_AVAILABLE) {
		count = 0;
	}
	v8scope_model_handle_discarded(analysis->model, count);
}

/* Nobody knows how many events a lost packet had. */
static void handle_discarded_packets(struct v8scope_analysis *analysis, const bt_message *message)
{
	if (overlap_of_packets(analysis, message) != OVERLAP_NONE &&
		v8scope_stream_has_v8_events(
			bt_message_discarded_packets_borrow_stream_const(message))) {
		v8scope_model_handle_discarded(analysis->model, 0);
	}
}

bool v8scope_analysis_handle_message(struct v8scope_analysis *analysis, const bt_message *message)
{
	switch (bt_message_get_type(message)) {
	case BT_MESSAGE_TYPE_EVENT:
		return handle_event(analysis, message);
	case BT_MESSAGE_TYPE_DISCARDED_EVENTS:
		handle_discarded_events(analysis, message);
		return true;
	case BT_MESSAGE_TYPE_DISCARDED_PACKETS:
		handle_discarded_packets(analysis, message);
		return true;
	default:
		return true;
	}
}

void v8scope_analysis_handle_truncated(struct v8scope_analysis *analysis)
{
	v8scope_model_handle_truncated(analysis->model);
}

static void name_hosts(const struct v8scope_decoder *decoder, struct v8scope_report *report)
{
	for (guint i = 0; i < report->processes->len; i++) {
		struct v8scope_report_process *process = g_ptr_array_index(report->processes, i);

		process->host_name = g_strdup(v8scope_decoder_host_name(decoder, process->host));
	}
}

static void resolve(struct v8scope_analysis *analysis, struct v8scope_report *report)
{
	v8scope_load_map_assign_unattributed(analysis->load_map, report);
	v8scope_symbols_resolve_report(analysis->symbols, report);
	v8scope_gaps_find_nameless(report);
}

struct v8scope_report *v8scope_analysis_build_report(struct v8scope_analysis *analysis)
{
	struct v8scope_report *report = v8scope_model_build_report(analysis->model);

	name_hosts(analysis->decoder, report);
	resolve(analysis, report);
	return report;
}

void v8scope_analysis_keep_timeline(struct v8scope_analysis *analysis)
{
	analysis->timeline = v8scope_timeline_recorder_create(analysis->model);
}

struct v8scope_timeline *v8scope_analysis_take_timeline(struct v8scope_analysis *analysis)
{
	struct v8scope_timeline *timeline = v8scope_timeline_recorder_finish(analysis->timeline);

	resolve(analysis, timeline->cast);
	return timeline;
}

struct v8scope_derived_time v8scope_analysis_get_time(const struct v8scope_analysis *analysis)
{
	return (struct v8scope_derived_time){analysis->clock_class, analysis->cycles};
}

const char *v8scope_analysis_get_error(const struct v8scope_analysis *analysis)
{
	return v8scope_decoder_get_error(analysis->decoder);
}
