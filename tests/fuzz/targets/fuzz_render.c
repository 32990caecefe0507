/* SPDX-License-Identifier: MIT */
/*
 * Any report, as the sink reads it from the derived events of a trace: names of any bytes
 * and figures that need not agree, in any format, whole and with some of it suppressed.
 */
#include "checks.h"
#include "derived.h"
#include "input.h"
#include "suppressions.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct place {
	struct v8scope_report *report;
	struct v8scope_report_process *process;
	struct v8scope_report_isolate *isolate;
	struct v8scope_holder *holder;
};

static void *add_isolate(struct place *place)
{
	place->isolate = v8scope_report_process_add_isolate(place->process, 0);
	place->holder = NULL;
	return place->isolate;
}

static void *add_holder(struct place *place)
{
	place->holder =
		v8scope_report_isolate_add_holder(place->isolate, V8SCOPE_HOLDER_KIND_UNEXPLAINED);
	return place->holder;
}

static void *add_type(struct place *place)
{
	struct v8scope_type_share *share = g_new0(struct v8scope_type_share, 1);

	g_ptr_array_add(place->holder->types, share);
	return share;
}

static void *add_of_isolate(struct place *place, enum v8scope_derived_event event)
{
	switch (event) {
	case V8SCOPE_DERIVED_EVENT_PHASE:
		return v8scope_report_isolate_add_phase(place->isolate);
	case V8SCOPE_DERIVED_EVENT_MOMENT:
		return v8scope_report_isolate_add_moment(place->isolate);
	case V8SCOPE_DERIVED_EVENT_SHARED:
		return v8scope_report_isolate_add_shared(place->isolate);
	case V8SCOPE_DERIVED_EVENT_GAP:
		return v8scope_report_isolate_add_gap(place->isolate);
	case V8SCOPE_DERIVED_EVENT_HOLDER:
		return add_holder(place);
	default:
		return NULL;
	}
}

static void *add_of_holder(struct place *place, enum v8scope_derived_event event)
{
	switch (event) {
	case V8SCOPE_DERIVED_EVENT_TYPE:
		return add_type(place);
	case V8SCOPE_DERIVED_EVENT_FRAME:
		return v8scope_holder_add_frame(place->holder);
	case V8SCOPE_DERIVED_EVENT_JAVASCRIPT:
		return v8scope_holder_add_js_frame(place->holder);
	case V8SCOPE_DERIVED_EVENT_CLASS:
		return v8scope_holder_add_class(place->holder);
	default:
		return NULL;
	}
}

static void *add_process(struct place *place)
{
	place->process = v8scope_report_add_process(place->report, -1);
	place->isolate = NULL;
	place->holder = NULL;
	return place->process;
}

/* What the event is about; NULL: it is out of place. */
static void *add(struct place *place, enum v8scope_derived_event event)
{
	void *record = NULL;

	if (event == V8SCOPE_DERIVED_EVENT_TRACE) {
		return NULL; /* there is one, and it came first */
	}
	if (event == V8SCOPE_DERIVED_EVENT_PROCESS) {
		return add_process(place);
	}
	if (place->process != NULL && event == V8SCOPE_DERIVED_EVENT_MARK) {
		return v8scope_report_process_add_mark(place->process);
	}
	if (place->process != NULL && event == V8SCOPE_DERIVED_EVENT_ISOLATE) {
		return add_isolate(place);
	}
	if (place->isolate != NULL) {
		record = add_of_isolate(place, event);
	}
	if (record == NULL && place->holder != NULL) {
		record = add_of_holder(place, event);
	}
	return record;
}

static void read_report(struct place *place, struct fuzz_input *input)
{
	fuzz_read_record(input, v8scope_derived_event_spec(V8SCOPE_DERIVED_EVENT_TRACE),
		place->report, true);
	while (input->left > 0) {
		enum v8scope_derived_event event =
			fuzz_read_byte(input) % V8SCOPE_DERIVED_EVENT_COUNT;
		void *record = add(place, event);

		if (record != NULL) {
			fuzz_read_record(input, v8scope_derived_event_spec(event), record, true);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct place place = {.report = v8scope_report_create()};
	GString *error = g_string_new(NULL);
	struct v8scope_suppressions *suppressions;
	struct fuzz_input input;
	uint8_t format;

	fuzz_input_init(&input, data, size);
	format = fuzz_read_byte(&input);
	suppressions = v8scope_suppressions_parse(fuzz_read_text(&input), error);
	read_report(&place, &input);
	fuzz_check_rendering(place.report, format);
	if (suppressions != NULL) {
		v8scope_suppressions_apply(suppressions, place.report);
		fuzz_check_rendering(place.report, format);
	}
	v8scope_suppressions_destroy(suppressions);
	v8scope_report_destroy(place.report);
	g_string_free(error, TRUE);
	fuzz_input_fini(&input);
	return 0;
}
