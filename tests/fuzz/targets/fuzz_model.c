/* SPDX-License-Identifier: MIT */
/* Any events, in the order of time: the report and the timeline of them. */
#include "checks.h"
#include "difference.h"
#include "events.h"
#include "isolate_walk.h"
#include "limit_checks.h"
#include "timeline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void feed(struct v8scope_model *model, struct fuzz_events *events)
{
	for (;;) {
		switch (fuzz_events_next(events)) {
		case FUZZ_STEP_EVENT:
			v8scope_model_handle_event(model, &events->event);
			break;
		case FUZZ_STEP_EARLIER_EVENT:
			v8scope_model_handle_earlier_event(model, &events->event);
			break;
		case FUZZ_STEP_DISCARDED:
			v8scope_model_handle_discarded(model, events->discarded);
			break;
		case FUZZ_STEP_TRUNCATED:
			v8scope_model_handle_truncated(model);
			break;
		case FUZZ_STEP_END:
			return;
		}
	}
}

static void check_limits(const struct v8scope_report *report)
{
	const struct v8scope_limits limits = {
		.growth_bytes = {true, 1}, .handles = {true, 1}, .fails = {true}};

	struct v8scope_isolate_walk walk = v8scope_isolate_walk_begin(report);

	while (v8scope_isolate_walk_next(&walk)) {
		GPtrArray *checks = v8scope_limits_check(&limits, walk.isolate);

		g_ptr_array_unref(checks);
	}
}

/* A recording differs from itself in nothing that counts. */
static void check_difference(const struct v8scope_report *report)
{
	struct v8scope_difference difference;

	v8scope_difference_init(&difference, report, report);
	FUZZ_CHECK(difference.change != V8SCOPE_CHANGE_NEW &&
		   difference.change != V8SCOPE_CHANGE_WORSE);
	v8scope_difference_fini(&difference);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct v8scope_model *model = v8scope_model_create();
	struct v8scope_timeline_recorder *recorder = v8scope_timeline_recorder_create(model);
	struct v8scope_timeline *timeline;
	struct v8scope_report *report;
	struct fuzz_input input;
	struct fuzz_events events;

	fuzz_input_init(&input, data, size);
	fuzz_events_init(&events, &input);
	feed(model, &events);
	report = v8scope_model_build_report(model);
	timeline = v8scope_timeline_recorder_finish(recorder);
	fuzz_check_report(report);
	fuzz_check_rendering(report, size);
	check_limits(report);
	check_difference(report);
	v8scope_timeline_destroy(timeline);
	v8scope_timeline_recorder_destroy(recorder);
	v8scope_report_destroy(report);
	v8scope_model_destroy(model);
	fuzz_input_fini(&input);
	return 0;
}
