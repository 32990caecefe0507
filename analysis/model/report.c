/* SPDX-License-Identifier: MIT */
#include "report.h"

static const char *const verdict_names[] = {
	[V8SCOPE_VERDICT_OK] = "ok",
	[V8SCOPE_VERDICT_LEAK] = "leak",
	[V8SCOPE_VERDICT_GROWTH] = "growth",
	[V8SCOPE_VERDICT_LATENT] = "latent",
	[V8SCOPE_VERDICT_NOT_HANDLES] = "not-handles",
	[V8SCOPE_VERDICT_INCONCLUSIVE] = "inconclusive",
};

static const char *const evidence_names[] = {
	[V8SCOPE_EVIDENCE_COUNTED] = "counted",
	[V8SCOPE_EVIDENCE_ESTIMATED] = "estimated",
	[V8SCOPE_EVIDENCE_EXACT] = "exact",
};

static const char *const holder_kind_names[] = {
	[V8SCOPE_HOLDER_KIND_HANDLE_SCOPE] = "handle_scope",
	[V8SCOPE_HOLDER_KIND_GLOBAL] = "global",
	[V8SCOPE_HOLDER_KIND_NAPI_REF] = "napi_ref",
	[V8SCOPE_HOLDER_KIND_NAPI_DEFERRED] = "napi_deferred",
	[V8SCOPE_HOLDER_KIND_JAVASCRIPT] = "javascript",
	[V8SCOPE_HOLDER_KIND_UNEXPLAINED] = "unexplained",
};

static const char *const module_symbols_names[] = {
	[V8SCOPE_MODULE_SYMBOLS_FULL] = "full",
	[V8SCOPE_MODULE_SYMBOLS_SYMBOL_TABLE] = "symbol-table",
	[V8SCOPE_MODULE_SYMBOLS_STRIPPED] = "stripped",
	[V8SCOPE_MODULE_SYMBOLS_DIFFERENT_BUILD] = "different-build",
	[V8SCOPE_MODULE_SYMBOLS_MISSING] = "missing",
};

static const char *const gap_kind_names[] = {
	[V8SCOPE_GAP_KIND_BEGINS_LATE] = "begins-late",
	[V8SCOPE_GAP_KIND_NO_BEGINNING] = "no-beginning",
	[V8SCOPE_GAP_KIND_NO_END] = "no-end",
	[V8SCOPE_GAP_KIND_CENSUSES_INCOMPLETE] = "censuses-incomplete",
	[V8SCOPE_GAP_KIND_OPENINGS_UNKNOWN] = "openings-unknown",
	[V8SCOPE_GAP_KIND_STACKS_MISSING] = "stacks-missing",
	[V8SCOPE_GAP_KIND_NAMES_MISSING] = "names-missing",
	[V8SCOPE_GAP_KIND_DETAIL_NOT_READ] = "detail-not-read",
};

/* The index of `name`, or -1. */
static int find_name(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (g_strcmp0(names[i], name) == 0) {
			return (int)i;
		}
	}
	return -1;
}

static const char *name_at(const char *const *names, size_t count, size_t index)
{
	return index < count ? names[index] : "unknown";
}

const char *v8scope_verdict_name(enum v8scope_verdict verdict)
{
	return name_at(verdict_names, G_N_ELEMENTS(verdict_names), verdict);
}

const char *v8scope_evidence_name(enum v8scope_evidence evidence)
{
	return name_at(evidence_names, G_N_ELEMENTS(evidence_names), evidence);
}

const char *v8scope_holder_kind_name(enum v8scope_holder_kind kind)
{
	return name_at(holder_kind_names, G_N_ELEMENTS(holder_kind_names), kind);
}

const char *v8scope_module_symbols_name(enum v8scope_module_symbols symbols)
{
	return name_at(module_symbols_names, G_N_ELEMENTS(module_symbols_names), symbols);
}

const char *v8scope_gap_kind_name(enum v8scope_gap_kind kind)
{
	return name_at(gap_kind_names, G_N_ELEMENTS(gap_kind_names), kind);
}

bool v8scope_gap_kind_from_name(const char *name, enum v8scope_gap_kind *kind)
{
	int index = find_name(gap_kind_names, G_N_ELEMENTS(gap_kind_names), name);

	if (index >= 0) {
		*kind = (enum v8scope_gap_kind)index;
	}
	return index >= 0;
}

bool v8scope_verdict_from_name(const char *name, enum v8scope_verdict *verdict)
{
	int index = find_name(verdict_names, G_N_ELEMENTS(verdict_names), name);

	if (index >= 0) {
		*verdict = (enum v8scope_verdict)index;
	}
	return index >= 0;
}

bool v8scope_evidence_from_name(const char *name, enum v8scope_evidence *evidence)
{
	int index = find_name(evidence_names, G_N_ELEMENTS(evidence_names), name);

	if (index >= 0) {
		*evidence = (enum v8scope_evidence)index;
	}
	return index >= 0;
}

bool v8scope_holder_kind_from_name(const char *name, enum v8scope_holder_kind *kind)
{
	int index = find_name(holder_kind_names, G_N_ELEMENTS(holder_kind_names), name);

	if (index >= 0) {
		*kind = (enum v8scope_holder_kind)index;
	}
	return index >= 0;
}

bool v8scope_module_symbols_from_name(const char *name, enum v8scope_module_symbols *symbols)
{
	int index = find_name(module_symbols_names, G_N_ELEMENTS(module_symbols_names), name);

	if (index >= 0) {
		*symbols = (enum v8scope_module_symbols)index;
	}
	return index >= 0;
}

static void site_fini(struct v8scope_site *site)
{
	g_free(site->function);
	g_free(site->file);
	g_free(site->module);
}

void v8scope_type_share_destroy(void *data)
{
	struct v8scope_type_share *share = data;

	g_free(share->type);
	g_free(share);
}

void v8scope_class_share_destroy(void *data)
{
	struct v8scope_class_share *share = data;

	g_free(share->type);
	g_free(share->constructor);
	g_free(share);
}

struct v8scope_class_share *v8scope_holder_add_class(struct v8scope_holder *holder)
{
	struct v8scope_class_share *share = g_new0(struct v8scope_class_share, 1);

	g_ptr_array_add(holder->classes, share);
	return share;
}

static void shared_share_destroy(void *data)
{
	struct v8scope_shared_share *share = data;

	g_free(share->holders);
	g_free(share);
}

struct v8scope_shared_share *v8scope_report_isolate_add_shared(
	struct v8scope_report_isolate *isolate)
{
	struct v8scope_shared_share *share = g_new0(struct v8scope_shared_share, 1);

	g_ptr_array_add(isolate->shared, share);
	return share;
}

struct v8scope_moment *v8scope_report_isolate_add_moment(struct v8scope_report_isolate *isolate)
{
	struct v8scope_moment *moment = g_new0(struct v8scope_moment, 1);

	g_ptr_array_add(isolate->moments, moment);
	return moment;
}

struct v8scope_gap *v8scope_report_isolate_add_gap(struct v8scope_report_isolate *isolate)
{
	struct v8scope_gap *gap = g_new0(struct v8scope_gap, 1);

	g_ptr_array_add(isolate->gaps, gap);
	return gap;
}

static void phase_destroy(void *data)
{
	struct v8scope_phase *phase = data;

	g_free(phase->name);
	g_free(phase);
}

struct v8scope_phase *v8scope_report_isolate_add_phase(struct v8scope_report_isolate *isolate)
{
	struct v8scope_phase *phase = g_new0(struct v8scope_phase, 1);

	g_ptr_array_add(isolate->phases, phase);
	return phase;
}

static void mark_destroy(void *data)
{
	struct v8scope_report_mark *mark = data;

	g_free(mark->name);
	g_free(mark);
}

struct v8scope_report_mark *v8scope_report_process_add_mark(struct v8scope_report_process *process)
{
	struct v8scope_report_mark *mark = g_new0(struct v8scope_report_mark, 1);

	g_ptr_array_add(process->marks, mark);
	return mark;
}

static void module_destroy(void *data)
{
	struct v8scope_report_module *module = data;

	g_free(module->name);
	g_free(module->path);
	g_free(module->build_id);
	g_free(module->file_build_id);
	g_free(module->advice);
	g_free(module);
}

struct v8scope_report_module *v8scope_report_process_add_module(
	struct v8scope_report_process *process)
{
	struct v8scope_report_module *module = g_new0(struct v8scope_report_module, 1);

	g_ptr_array_add(process->modules, module);
	return module;
}

static void js_frame_destroy(void *data)
{
	struct v8scope_js_frame *frame = data;

	g_free(frame->function);
	g_free(frame->file);
	g_free(frame);
}

struct v8scope_js_frame *v8scope_holder_add_js_frame(struct v8scope_holder *holder)
{
	struct v8scope_js_frame *frame = g_new0(struct v8scope_js_frame, 1);

	g_ptr_array_add(holder->javascript, frame);
	return frame;
}

static void frame_destroy(void *data)
{
	site_fini(data);
	g_free(data);
}

struct v8scope_site *v8scope_holder_add_frame(struct v8scope_holder *holder)
{
	struct v8scope_site *frame = g_new0(struct v8scope_site, 1);

	g_ptr_array_add(holder->stack, frame);
	return frame;
}

static void holder_destroy(void *data)
{
	struct v8scope_holder *holder = data;

	g_free(holder->ips);
	g_free(holder->frame_ips);
	g_free(holder->series_ns);
	g_free(holder->series_handles);
	g_free(holder->phase_handles);
	g_free(holder->balance.cells);
	g_free(holder->promise_curve.cells);
	site_fini(&holder->opened);
	site_fini(&holder->now);
	g_ptr_array_unref(holder->stack);
	g_free(holder->promises.latency);
	g_free(holder->advice);
	g_ptr_array_unref(holder->types);
	g_ptr_array_unref(holder->javascript);
	g_ptr_array_unref(holder->classes);
	g_free(holder);
}

static void isolate_destroy(void *data)
{
	struct v8scope_report_isolate *isolate = data;

	g_free(isolate->v8_version);
	g_free(isolate->gc_policy);
	g_free(isolate->reason);
	g_free(isolate->promises.latency);
	g_free(isolate->snapshot.path);
	g_free(isolate->snapshot.status);
	g_free(isolate->promise_curve.cells);
	g_ptr_array_unref(isolate->phases);
	g_ptr_array_unref(isolate->moments);
	g_ptr_array_unref(isolate->holders);
	g_ptr_array_unref(isolate->shared);
	g_ptr_array_unref(isolate->gaps);
	g_free(isolate);
}

static void process_destroy(void *data)
{
	struct v8scope_report_process *process = data;

	g_free(process->host_name);
	g_free(process->command);
	g_ptr_array_unref(process->marks);
	g_ptr_array_unref(process->modules);
	g_ptr_array_unref(process->isolates);
	g_free(process);
}

struct v8scope_report *v8scope_report_create(void)
{
	struct v8scope_report *report = g_new0(struct v8scope_report, 1);

	report->processes = g_ptr_array_new_with_free_func(process_destroy);
	return report;
}

void v8scope_report_destroy(struct v8scope_report *report)
{
	if (!report) {
		return;
	}
	g_ptr_array_unref(report->processes);
	g_free(report);
}

struct v8scope_report_process *v8scope_report_add_process(
	struct v8scope_report *report, int64_t pid)
{
	struct v8scope_report_process *process = g_new0(struct v8scope_report_process, 1);

	process->pid = pid;
	process->marks = g_ptr_array_new_with_free_func(mark_destroy);
	process->modules = g_ptr_array_new_with_free_func(module_destroy);
	process->isolates = g_ptr_array_new_with_free_func(isolate_destroy);
	g_ptr_array_add(report->processes, process);
	return process;
}

struct v8scope_report_isolate *v8scope_report_process_add_isolate(
	struct v8scope_report_process *process, uintptr_t isolate)
{
	struct v8scope_report_isolate *added = g_new0(struct v8scope_report_isolate, 1);

	added->isolate = isolate;
	added->verdict = V8SCOPE_VERDICT_INCONCLUSIVE;
	added->evidence = V8SCOPE_EVIDENCE_COUNTED;
	added->phases = g_ptr_array_new_with_free_func(phase_destroy);
	added->moments = g_ptr_array_new_with_free_func(g_free);
	added->holders = g_ptr_array_new_with_free_func(holder_destroy);
	added->shared = g_ptr_array_new_with_free_func(shared_share_destroy);
	added->gaps = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(process->isolates, added);
	return added;
}

struct v8scope_holder *v8scope_report_isolate_add_holder(
	struct v8scope_report_isolate *isolate, enum v8scope_holder_kind kind)
{
	struct v8scope_holder *holder = g_new0(struct v8scope_holder, 1);

	holder->kind = kind;
	holder->code_time.clock_ns = INT64_MAX;
	holder->stack = g_ptr_array_new_with_free_func(frame_destroy);
	holder->types = g_ptr_array_new_with_free_func(v8scope_type_share_destroy);
	holder->javascript = g_ptr_array_new_with_free_func(js_frame_destroy);
	holder->classes = g_ptr_array_new_with_free_func(v8scope_class_share_destroy);
	g_ptr_array_add(isolate->holders, holder);
	return holder;
}
