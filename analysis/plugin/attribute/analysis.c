/* SPDX-License-Identifier: MIT */
#include "analysis.h"

#include "decoder.h"
#include "exact.h"
#include "load_map.h"
#include "model.h"
#include "snapshot_source.h"
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
};

struct v8scope_analysis *v8scope_analysis_create(
	struct v8scope_snapshot_source *snapshots, bool ask_servers)
{
	struct v8scope_analysis *analysis = g_new0(struct v8scope_analysis, 1);
	const struct v8scope_exact_reader reader = {v8scope_snapshot_read_exact, snapshots};

	analysis->decoder = v8scope_decoder_create();
	analysis->model = v8scope_model_create();
	v8scope_model_set_exact_reader(analysis->model, &reader);
	analysis->symbols = v8scope_symbols_create();
	v8scope_symbols_ask_servers(analysis->symbols, ask_servers);
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

static void note_time(struct v8scope_analysis *analysis, const bt_message *message)
{
	const bt_clock_class *clock_class =
		bt_message_event_borrow_stream_class_default_clock_class_const(message);

	if (!clock_class) {
		return;
	}
	if (clock_class != analysis->clock_class) {
		bt_clock_class_put_ref(analysis->clock_class);
		bt_clock_class_get_ref(clock_class);
		analysis->clock_class = clock_class;
	}
	analysis->cycles = bt_clock_snapshot_get_value(
		bt_message_event_borrow_default_clock_snapshot_const(message));
}

static bool handle_event(struct v8scope_analysis *analysis, const bt_message *message)
{
	struct v8scope_decoded decoded;

	note_time(analysis, message);
	switch (v8scope_decoder_decode(analysis->decoder, message, &decoded)) {
	case V8SCOPE_DECODE_STATUS_EVENT:
		v8scope_model_handle_event(analysis->model, &decoded.event);
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

static void handle_discarded_events(struct v8scope_analysis *analysis, const bt_message *message)
{
	uint64_t count;

	if (!v8scope_stream_has_v8_events(
		    bt_message_discarded_events_borrow_stream_const(message))) {
		return;
	}
	if (bt_message_discarded_events_get_count(message, &count) !=
		BT_PROPERTY_AVAILABILITY_AVAILABLE) {
		count = 0;
	}
	v8scope_model_handle_discarded(analysis->model, count);
}

/* Nobody knows how many events a lost packet had. */
static void handle_discarded_packets(struct v8scope_analysis *analysis, const bt_message *message)
{
	if (v8scope_stream_has_v8_events(
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

static void resolve(struct v8scope_analysis *analysis, struct v8scope_report *report)
{
	v8scope_load_map_assign_unattributed(analysis->load_map, report);
	v8scope_symbols_resolve_report(analysis->symbols, report);
}

struct v8scope_report *v8scope_analysis_build_report(struct v8scope_analysis *analysis)
{
	struct v8scope_report *report = v8scope_model_build_report(analysis->model);

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
