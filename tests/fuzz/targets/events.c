/* SPDX-License-Identifier: MIT */
#include "events.h"

#include <string.h>

#include "origin.h"
#include "vocabulary.h"

/* The first byte, above the types of events. */
enum { TAG_TRUNCATED = 254, TAG_DISCARDED = 255, TAG_EARLIER = 128 };

_Static_assert(V8SCOPE_EVENT_COUNT < TAG_EARLIER, "types and tags are apart");

void fuzz_events_init(struct fuzz_events *events, struct fuzz_input *input)
{
	memset(events, 0, sizeof(*events));
	events->input = input;
	events->ts_ns = (int64_t)fuzz_read_number(input);
}

/* babeltrace2's muxer never goes back, whatever a trace says. */
static int64_t later(int64_t ts_ns, uint64_t ns)
{
	int64_t sum;

	return __builtin_add_overflow(ts_ns, (int64_t)(ns & INT64_MAX), &sum) ? INT64_MAX : sum;
}

static void read_event(struct fuzz_events *events, uint8_t type)
{
	struct v8scope_event *event = &events->event;
	const struct v8scope_record_spec *spec =
		v8scope_vocabulary_event(type % V8SCOPE_EVENT_COUNT);
	uint8_t process = fuzz_read_byte(events->input);

	memset(event, 0, sizeof(*event));
	event->type = (enum v8scope_event_type)spec->type;
	event->pid = (process & 0x0f) - 1;
	event->host = process >> 6;
	events->ts_ns = later(events->ts_ns, fuzz_read_number(events->input));
	event->ts_ns = events->ts_ns;
	event->clock_ns = (int64_t)((uint64_t)events->ts_ns - fuzz_read_number(events->input));
	v8scope_origin_bound_time(&event->ts_ns, &event->clock_ns);
	fuzz_read_record(events->input, spec, event, false);
}

enum fuzz_step fuzz_events_next(struct fuzz_events *events)
{
	uint8_t tag;

	if (events->input->left == 0) {
		return FUZZ_STEP_END;
	}
	tag = fuzz_read_byte(events->input);
	switch (tag) {
	case TAG_DISCARDED:
		events->discarded = fuzz_read_number(events->input);
		return FUZZ_STEP_DISCARDED;
	case TAG_TRUNCATED:
		return FUZZ_STEP_TRUNCATED;
	default:
		read_event(events, tag);
		return tag < TAG_EARLIER ? FUZZ_STEP_EVENT : FUZZ_STEP_EARLIER_EVENT;
	}
}

void fuzz_write_beginning(GByteArray *out, int64_t ts_ns)
{
	fuzz_write_number(out, (uint64_t)ts_ns);
}

void fuzz_write_event(GByteArray *out, const struct v8scope_event *event, int64_t before_ns)
{
	const uint8_t head[] = {(uint8_t)event->type, 1 + 1};

	g_byte_array_append(out, head, sizeof(head));
	fuzz_write_number(out, (uint64_t)(event->ts_ns - before_ns));
	fuzz_write_number(out, (uint64_t)(event->ts_ns - event->clock_ns));
	fuzz_write_record(out, v8scope_vocabulary_event((size_t)event->type), event);
}
