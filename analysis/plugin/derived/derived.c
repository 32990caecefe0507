/* SPDX-License-Identifier: MIT */
#include "derived.h"

#include <string.h>

#include "report.h"

static const char *verdict_to_name(unsigned int value)
{
	return v8scope_verdict_name((enum v8scope_verdict)value);
}

static bool verdict_from_name(const char *name, unsigned int *value)
{
	enum v8scope_verdict verdict;

	if (!v8scope_verdict_from_name(name, &verdict)) {
		return false;
	}
	*value = verdict;
	return true;
}

static const char *evidence_to_name(unsigned int value)
{
	return v8scope_evidence_name((enum v8scope_evidence)value);
}

static bool evidence_from_name(const char *name, unsigned int *value)
{
	enum v8scope_evidence evidence;

	if (!v8scope_evidence_from_name(name, &evidence)) {
		return false;
	}
	*value = evidence;
	return true;
}

static const char *holder_kind_to_name(unsigned int value)
{
	return v8scope_holder_kind_name((enum v8scope_holder_kind)value);
}

static bool holder_kind_from_name(const char *name, unsigned int *value)
{
	enum v8scope_holder_kind kind;

	if (!v8scope_holder_kind_from_name(name, &kind)) {
		return false;
	}
	*value = kind;
	return true;
}

static const char *module_symbols_to_name(unsigned int value)
{
	return v8scope_module_symbols_name((enum v8scope_module_symbols)value);
}

static bool module_symbols_from_name(const char *name, unsigned int *value)
{
	enum v8scope_module_symbols symbols;

	if (!v8scope_module_symbols_from_name(name, &symbols)) {
		return false;
	}
	*value = symbols;
	return true;
}

static const char *gap_kind_to_name(unsigned int value)
{
	return v8scope_gap_kind_name((enum v8scope_gap_kind)value);
}

static bool gap_kind_from_name(const char *name, unsigned int *value)
{
	enum v8scope_gap_kind kind;

	if (!v8scope_gap_kind_from_name(name, &kind)) {
		return false;
	}
	*value = kind;
	return true;
}

static const struct v8scope_field_names verdict_names = {verdict_to_name, verdict_from_name};
static const struct v8scope_field_names evidence_names = {evidence_to_name, evidence_from_name};
static const struct v8scope_field_names holder_kind_names = {
	holder_kind_to_name, holder_kind_from_name};
static const struct v8scope_field_names module_symbols_names = {
	module_symbols_to_name, module_symbols_from_name};
static const struct v8scope_field_names gap_kind_names = {gap_kind_to_name, gap_kind_from_name};

#define FIELD(kind, member) V8SCOPE_FIELD(#member, kind, struct RECORD, member)
#define HEX(member) V8SCOPE_FIELD_HEX(#member, struct RECORD, member)
#define NAME(member, names) V8SCOPE_FIELD_NAME(#member, struct RECORD, member, names)
#define SEQUENCE(member, count) V8SCOPE_FIELD_SEQUENCE(#member, struct RECORD, member, count)

#define FIT(member) V8SCOPE_FIELD("fit_" #member, OPTIONAL, struct RECORD, fit.member)
#define PROMISE_FACT(fact) V8SCOPE_FIELD("promises_" #fact, OPTIONAL, struct RECORD, promises.fact)
#define PROMISES                                                                                   \
	PROMISE_FACT(created), PROMISE_FACT(settled), PROMISE_FACT(unsettled),                     \
		PROMISE_FACT(ambiguous), PROMISE_FACT(sampled), PROMISE_FACT(alive),               \
		PROMISE_FACT(alive_low), PROMISE_FACT(alive_high),                                 \
		V8SCOPE_FIELD_SEQUENCE("promise_latency", struct RECORD, promises.latency,         \
			promises.latency_count)

#define RECORD v8scope_report
static const struct v8scope_field_spec trace_fields[] = {
	FIELD(UNSIGNED, events),
	FIELD(UNSIGNED, discarded),
	FIELD(BOOL, discarded_unknown),
	FIELD(BOOL, truncated),
	FIELD(UNSIGNED, event_schema),
};
#undef RECORD

#define RECORD v8scope_report_process
static const struct v8scope_field_spec process_fields[] = {
	FIELD(SIGNED, pid),
	FIELD(STRING, command),
	FIELD(STRING, host_name),
	FIELD(OPTIONAL, first_ns),
};
#undef RECORD

#define RECORD v8scope_report_mark
static const struct v8scope_field_spec mark_fields[] = {
	FIELD(SIGNED, ts_ns),
	FIELD(STRING, name),
};
#undef RECORD

#define RECORD v8scope_report_module
static const struct v8scope_field_spec module_fields[] = {
	FIELD(STRING, name),
	FIELD(STRING, path),
	FIELD(STRING, build_id),
	FIELD(STRING, file_build_id),
	NAME(symbols, &module_symbols_names),
	FIELD(STRING, advice),
};
#undef RECORD

#define RECORD v8scope_phase
static const struct v8scope_field_spec phase_fields[] = {
	FIELD(STRING, name),
	FIELD(SIGNED, begin_ns),
	FIELD(SIGNED, end_ns),
	FIELD(OPTIONAL, growth_bytes),
	FIELD(OPTIONAL, handle_growth),
};
#undef RECORD

#define RECORD v8scope_moment
static const struct v8scope_field_spec moment_fields[] = {
	FIELD(SIGNED, ts_ns),
	FIELD(UNSIGNED, used_bytes),
	FIELD(UNSIGNED, handles),
	FIELD(BOOL, full_gc),
};
#undef RECORD

#define CURVE(member)                                                                              \
	V8SCOPE_FIELD_SEQUENCE(#member, struct RECORD, member.cells, member.cell_count)

#define SNAPSHOT(kind, member)                                                                     \
	V8SCOPE_FIELD("snapshot_" #member, kind, struct RECORD, snapshot.member)

#define RECORD v8scope_report_isolate
static const struct v8scope_field_spec isolate_fields[] = {
	HEX(isolate),
	FIELD(STRING, v8_version),
	FIELD(STRING, gc_policy),
	NAME(verdict, &verdict_names),
	NAME(evidence, &evidence_names),
	FIELD(STRING, reason),
	FIELD(OPTIONAL, growth_bytes),
	FIELD(OPTIONAL, baseline_bytes),
	FIELD(OPTIONAL, final_bytes),
	FIELD(OPTIONAL, assessed_ns),
	FIELD(OPTIONAL, assessed_checkpoints),
	FIT(explained),
	FIT(steps),
	FIT(left_out),
	FIELD(UNSIGNED, full_gcs),
	FIELD(OPTIONAL, handles),
	FIELD(OPTIONAL, unaccounted),
	FIELD(OPTIONAL, heap_size_limit),
	FIELD(BOOL, near_heap_limit),
	PROMISES,
	SNAPSHOT(STRING, path),
	SNAPSHOT(STRING, status),
	SNAPSHOT(OPTIONAL, bytes),
	SNAPSHOT(OPTIONAL, handles),
	SNAPSHOT(OPTIONAL, duration_ns),
	SNAPSHOT(OPTIONAL, javascript_bytes),
	SNAPSHOT(OPTIONAL, javascript_objects),
	CURVE(promise_curve),
};
#undef RECORD

#define SITE(site)                                                                                 \
	V8SCOPE_FIELD_HEX(#site "_ip", struct RECORD, site.ip),                                    \
		V8SCOPE_FIELD(#site "_function", STRING, struct RECORD, site.function),            \
		V8SCOPE_FIELD(#site "_file", STRING, struct RECORD, site.file),                    \
		V8SCOPE_FIELD(#site "_line", SIGNED, struct RECORD, site.line),                    \
		V8SCOPE_FIELD(#site "_module", STRING, struct RECORD, site.module),                \
		V8SCOPE_FIELD_HEX(#site "_module_offset", struct RECORD, site.module_offset)

#define EXACT(member) V8SCOPE_FIELD("exact_" #member, OPTIONAL, struct RECORD, exact.member)

#define FIX(member) V8SCOPE_FIELD("fix_" #member, OPTIONAL, struct RECORD, fix.member)

#define RECORD v8scope_holder
static const struct v8scope_field_spec holder_fields[] = {
	NAME(kind, &holder_kind_names),
	FIELD(BOOL, live),
	FIELD(UNSIGNED, scope_id),
	FIELD(BOOL, found_on_stack),
	SITE(opened),
	SITE(now),
	FIELD(OPTIONAL, handles),
	FIELD(OPTIONAL, handle_growth),
	PROMISES,
	FIELD(OPTIONAL, growth_bytes),
	FIELD(OPTIONAL, growth_low),
	FIELD(OPTIONAL, growth_high),
	FIELD(BOOL, separable),
	EXACT(retained_bytes),
	EXACT(objects),
	EXACT(shared_bytes),
	EXACT(shared_with_holders_bytes),
	EXACT(estimated_growth_bytes),
	EXACT(released_bytes),
	FIELD(REAL, share),
	FIELD(OPTIONAL, opened_at_ns),
	FIELD(OPTIONAL, checkpoints),
	FIELD(STRING, advice),
	SEQUENCE(ips, ip_count),
	SEQUENCE(frame_ips, frame_count),
	SEQUENCE(series_ns, series_ns_count),
	SEQUENCE(series_handles, series_handles_count),
	SEQUENCE(phase_handles, phase_handles_count),
	CURVE(balance),
	CURVE(promise_curve),
	FIELD(OPTIONAL, began_after_ns),
	FIELD(OPTIONAL, began_before_ns),
	FIX(checkpoints),
	FIX(scope_cost_ps),
	FIX(escaped),
	FIX(globals_created),
	FIX(promises_outlasting),
	FIX(created),
	FIX(weak),
	FIX(most_weak),
};
#undef RECORD

#define RECORD v8scope_type_share
static const struct v8scope_field_spec type_fields[] = {
	FIELD(STRING, type),
	FIELD(UNSIGNED, slots),
	FIELD(UNSIGNED, objects),
	FIELD(UNSIGNED, shallow_bytes),
	FIELD(UNSIGNED, backing_bytes),
};
#undef RECORD

#define RECORD v8scope_site
static const struct v8scope_field_spec frame_fields[] = {
	HEX(ip),
	FIELD(STRING, function),
	FIELD(STRING, file),
	FIELD(SIGNED, line),
	FIELD(STRING, module),
	HEX(module_offset),
};
#undef RECORD

#define RECORD v8scope_js_frame
static const struct v8scope_field_spec javascript_fields[] = {
	FIELD(STRING, function),
	FIELD(STRING, file),
	FIELD(UNSIGNED, line),
	FIELD(UNSIGNED, column),
	FIELD(UNSIGNED, now_line),
	FIELD(UNSIGNED, now_column),
};
#undef RECORD

#define RECORD v8scope_class_share
static const struct v8scope_field_spec class_fields[] = {
	FIELD(STRING, type),
	FIELD(STRING, constructor),
	FIELD(UNSIGNED, objects),
	FIELD(UNSIGNED, bytes),
};
#undef RECORD

#define RECORD v8scope_shared_share
static const struct v8scope_field_spec shared_fields[] = {
	FIELD(UNSIGNED, bytes),
	FIELD(UNSIGNED, objects),
	FIELD(UNSIGNED, all_holders),
	SEQUENCE(holders, holder_count),
};
#undef RECORD

#define RECORD v8scope_gap
static const struct v8scope_field_spec gap_fields[] = {
	NAME(kind, &gap_kind_names),
	FIELD(OPTIONAL, at_ns),
	FIELD(OPTIONAL, count),
};
#undef RECORD

#define RECORD v8scope_derived_context
static const struct v8scope_field_spec context_fields[] = {
	FIELD(SIGNED, pid),
	HEX(isolate),
};
#undef RECORD

#define EVENT(type_name, event_name, event_fields)                                                 \
	[V8SCOPE_DERIVED_EVENT_##type_name] = {"v8scope:" event_name,                              \
		V8SCOPE_DERIVED_EVENT_##type_name, event_fields, G_N_ELEMENTS(event_fields)}

static const struct v8scope_record_spec events[] = {
	EVENT(TRACE, "trace", trace_fields),
	EVENT(PROCESS, "process", process_fields),
	EVENT(MARK, "mark", mark_fields),
	EVENT(MODULE, "module", module_fields),
	EVENT(ISOLATE, "isolate", isolate_fields),
	EVENT(PHASE, "phase", phase_fields),
	EVENT(MOMENT, "moment", moment_fields),
	EVENT(HOLDER, "holder", holder_fields),
	EVENT(TYPE, "type", type_fields),
	EVENT(FRAME, "frame", frame_fields),
	EVENT(JAVASCRIPT, "javascript", javascript_fields),
	EVENT(CLASS, "class", class_fields),
	EVENT(SHARED, "shared", shared_fields),
	EVENT(GAP, "gap", gap_fields),
};

_Static_assert(G_N_ELEMENTS(events) == V8SCOPE_DERIVED_EVENT_COUNT, "every event has a row");

static const struct v8scope_record_spec context = {
	"context", 0, context_fields, G_N_ELEMENTS(context_fields)};

const struct v8scope_record_spec *v8scope_derived_event_spec(enum v8scope_derived_event event)
{
	return &events[event];
}

const struct v8scope_record_spec *v8scope_derived_context_spec(void)
{
	return &context;
}

const struct v8scope_record_spec *v8scope_derived_find_event(const char *event_name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(events); i++) {
		if (strcmp(events[i].event_name, event_name) == 0) {
			return &events[i];
		}
	}
	return NULL;
}
