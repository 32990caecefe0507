/* SPDX-License-Identifier: MIT */
#include "samples.h"

#include <stdlib.h>
#include <string.h>

#define OPENED_AT_NS G_GINT64_CONSTANT(1767225845000000000) /* 2026-01-01 00:04:05 UTC */

static struct v8scope_optional some(int64_t value)
{
	return (struct v8scope_optional){.known = true, .value = value};
}

static void add_type(struct v8scope_holder *holder, const char *name, uint64_t slots,
	uint64_t objects, uint64_t shallow_bytes)
{
	struct v8scope_type_share *type = g_new0(struct v8scope_type_share, 1);

	type->type = g_strdup(name);
	type->slots = slots;
	type->objects = objects;
	type->shallow_bytes = shallow_bytes;
	g_ptr_array_add(holder->types, type);
}

static void add_js_frame(struct v8scope_holder *holder, const char *function, const char *file,
	uint32_t line, uint32_t now_line)
{
	struct v8scope_js_frame *frame = v8scope_holder_add_js_frame(holder);

	frame->function = g_strdup(function);
	frame->file = g_strdup(file);
	frame->line = line;
	frame->now_line = now_line;
}

static void set_site(
	struct v8scope_site *site, uintptr_t ip, const char *function, const char *file, int line)
{
	site->ip = ip;
	site->function = g_strdup(function);
	site->file = g_strdup(file);
	site->line = line;
}

static void set_growth(
	struct v8scope_holder *holder, int64_t bytes, int64_t low, int64_t high, double share)
{
	holder->growth_bytes = some(bytes);
	holder->growth_low = some(low);
	holder->growth_high = some(high);
	holder->share = share;
}

static struct v8scope_report_isolate *add_isolate(
	struct v8scope_report *report, const char *command)
{
	struct v8scope_report_process *process = v8scope_report_add_process(report, 1234);
	struct v8scope_report_isolate *isolate =
		v8scope_report_process_add_isolate(process, 0x5581a2b3c000);

	process->command = g_strdup(command);
	isolate->v8_version = g_strdup("10.2.154");
	isolate->gc_policy = g_strdup("ends");
	return isolate;
}

static struct v8scope_report_module *add_module(struct v8scope_report *report, const char *path,
	enum v8scope_module_symbols symbols, const char *advice)
{
	struct v8scope_report_module *module =
		v8scope_report_process_add_module(g_ptr_array_index(report->processes, 0));

	module->name = g_strdup(path);
	module->path = g_strdup(path);
	module->symbols = symbols;
	module->advice = g_strdup(advice);
	return module;
}

/* All settled, in 2 to 8 us, and nearly all alive. */
static void set_promises(struct v8scope_promise_facts *promises)
{
	promises->created = some(500000);
	promises->settled = some(500000);
	promises->unsettled = some(0);
	promises->ambiguous = some(7);
	promises->sampled = some(5000);
	promises->alive = some(998000);
	promises->alive_low = some(996400);
	promises->alive_high = some(998900);
	promises->latency_count = 13;
	promises->latency = g_new0(uint64_t, promises->latency_count);
	promises->latency[11] = 400000;
	promises->latency[12] = 99993;
}

static void add_outer_scope(struct v8scope_report_isolate *isolate)
{
	struct v8scope_holder *holder =
		v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);

	holder->live = true;
	holder->scope_id = 3;
	set_site(&holder->opened, 0x401234, "run_loop", "/src/demos/v8heapexperiment/main.c", 123);
	holder->opened.module = g_strdup("/usr/bin/v8heapexperiment");
	holder->opened.module_offset = 0x1234;
	set_site(&holder->now, 0x401280, "run_loop", "/src/demos/v8heapexperiment/main.c", 156);
	holder->handles = some(1000213);
	holder->handle_growth = some(1000200);
	set_promises(&holder->promises);
	set_growth(holder, 24000000, 23000000, 24500000, 0.979);
	holder->opened_at_ns = some(OPENED_AT_NS);
	holder->checkpoints = some(100000);
	add_js_frame(holder, "work\x1b[2J", "/src/app.js", 12, 0);
	add_js_frame(holder, "forEach", NULL, 0, 0);
	add_js_frame(holder, NULL, "/src/app.js", 30, 40);
	add_type(holder, "JSPromise", 980000, 490000, 490000 * 48);
	add_type(holder, "Module", 20213, 1, 240);
	holder->advice = g_strdup("Open a HandleScope inside the loop at main.c:156, so that the "
				  "handles of one iteration die with it.");
}

static void add_javascript(struct v8scope_report_isolate *isolate)
{
	struct v8scope_holder *holder =
		v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_JAVASCRIPT);

	set_growth(holder, 512000, 512000, 512000, 0.021);
}

struct v8scope_report *sample_leak(void)
{
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_isolate *isolate = add_isolate(report, "v8heapexperiment");

	report->events = 5000;
	report->discarded = 12;
	report->truncated = true;
	report->event_schema = 1;
	isolate->verdict = V8SCOPE_VERDICT_LEAK;
	isolate->evidence = V8SCOPE_EVIDENCE_ESTIMATED;
	isolate->reason = g_strdup("One live scope gained 1,000,200 handles, and the heap grew "
				   "with them in each of 5 collections.");
	isolate->growth_bytes = some(24536678);
	isolate->baseline_bytes = some(4300000);
	isolate->final_bytes = some(28836678);
	isolate->assessed_ns = some(INT64_C(12000000000));
	isolate->assessed_checkpoints = some(100000);
	isolate->full_gcs = 5;
	isolate->handles = some(1000225);
	isolate->unaccounted = some(12);
	isolate->heap_size_limit = some(INT64_C(1) << 31);
	isolate->near_heap_limit = true;
	set_promises(&isolate->promises);
	add_outer_scope(isolate);
	add_javascript(isolate);
	return report;
}

static void add_class(struct v8scope_holder *holder, const char *type, const char *constructor,
	uint64_t objects, uint64_t bytes)
{
	struct v8scope_class_share *share = v8scope_holder_add_class(holder);

	share->type = g_strdup(type);
	share->constructor = g_strdup(constructor);
	share->objects = objects;
	share->bytes = bytes;
}

static void set_exact(struct v8scope_holder *holder)
{
	holder->exact.retained_bytes = some(38500000);
	holder->exact.objects = some(802130);
	holder->exact.shared_bytes = some(3000000);
	holder->exact.shared_with_holders_bytes = some(1048576);
	holder->exact.estimated_growth_bytes = some(24000000);
	holder->exact.released_bytes = some(38400000);
	add_class(holder, "object", "Promise", 802113, 38501424);
	add_class(holder, "closure", NULL, 17, 952);
}

struct v8scope_report *sample_symbols(void)
{
	struct v8scope_report *report = sample_leak();
	struct v8scope_report_module *module = add_module(report, "/usr/bin/v8heapexperiment",
		V8SCOPE_MODULE_SYMBOLS_DIFFERENT_BUILD, "Put the recorded file there.");

	module->build_id = g_strdup("0123");
	module->file_build_id = g_strdup("4567");
	add_module(
		report, "/usr/lib/other.so", V8SCOPE_MODULE_SYMBOLS_STRIPPED, "Build it with -g.");
	return report;
}

struct v8scope_report *sample_exact(void)
{
	struct v8scope_report *report = sample_leak();
	struct v8scope_report_process *process = g_ptr_array_index(report->processes, 0);
	struct v8scope_report_isolate *isolate = g_ptr_array_index(process->isolates, 0);
	struct v8scope_shared_share *shared = v8scope_report_isolate_add_shared(isolate);

	isolate->evidence = V8SCOPE_EVIDENCE_EXACT;
	isolate->snapshot.path = g_strdup("/trace/snapshots/one.heapsnapshot");
	isolate->snapshot.status = g_strdup("ok");
	isolate->snapshot.bytes = some(43518754);
	isolate->snapshot.handles = some(1000225);
	isolate->snapshot.duration_ns = some(2400000000);
	isolate->snapshot.javascript_bytes = some(645808);
	isolate->snapshot.javascript_objects = some(6037);
	shared->bytes = 1048576;
	shared->objects = 200;
	shared->all_holders = 3;
	shared->holder_count = 2;
	shared->holders = g_new0(uint32_t, 2);
	shared->holders[1] = 1;
	set_exact(g_ptr_array_index(isolate->holders, 0));
	return report;
}

struct v8scope_report *sample_ok(void)
{
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_isolate *isolate = add_isolate(report, "v8heapexperiment");

	report->events = 5000;
	report->event_schema = 1;
	isolate->verdict = V8SCOPE_VERDICT_OK;
	isolate->evidence = V8SCOPE_EVIDENCE_COUNTED;
	isolate->reason = g_strdup("Neither the heap nor any scope's handles grew.");
	isolate->growth_bytes = some(-2048);
	isolate->baseline_bytes = some(4300000);
	isolate->final_bytes = some(4297952);
	isolate->full_gcs = 1;
	isolate->handles = some(7);
	isolate->unaccounted = some(0);
	v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);
	v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_GLOBAL);
	v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_UNEXPLAINED);
	return report;
}

/* Moments are at 2026-01-01 00:04:05 UTC. */
struct v8scope_report *sample_gaps(void)
{
	struct v8scope_report *report = sample_ok();
	struct v8scope_report_process *process = g_ptr_array_index(report->processes, 0);

	for (int kind = 0; kind <= V8SCOPE_GAP_KIND_DETAIL_NOT_READ; kind++) {
		struct v8scope_gap *gap =
			v8scope_report_isolate_add_gap(g_ptr_array_index(process->isolates, 0));

		gap->kind = (enum v8scope_gap_kind)kind;
		if (kind <= V8SCOPE_GAP_KIND_NO_END) {
			gap->at_ns = some(INT64_C(1767225845000000000));
		} else {
			gap->count = some(kind);
		}
	}
	return report;
}

struct v8scope_report *sample_unknown(void)
{
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_process *process = v8scope_report_add_process(report, -1);
	struct v8scope_report_isolate *isolate =
		v8scope_report_process_add_isolate(process, 0x1000);

	report->discarded_unknown = true;
	isolate->verdict = V8SCOPE_VERDICT_INCONCLUSIVE;
	v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);
	return report;
}

struct v8scope_report *sample_hostile(void)
{
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_isolate *isolate =
		add_isolate(report, "\"quoted\" \\ \x1b]0;title\x07 \xff\xfe \xc3");
	struct v8scope_holder *holder =
		v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_NAPI_REF);
	char *function = g_strnfill(5000, 'f');
	char *file = g_strnfill(5000, 'd');

	isolate->verdict = V8SCOPE_VERDICT_LEAK;
	isolate->reason = g_strdup("\x1b[31mred\r\x1b[2J \xe2\x80\xae reversed \xc2\x9b"
				   "31m");
	isolate->full_gcs = UINT64_MAX;
	holder->scope_id = UINT64_MAX;
	holder->share = 1e9;
	set_site(&holder->opened, UINTPTR_MAX, function, file, G_MAXINT);
	holder->advice = g_strdup(function);
	holder->growth_bytes = some(INT64_MIN);
	holder->handles = some(INT64_MIN);
	holder->opened_at_ns = some(INT64_MAX);
	holder->opened.module = g_strdup("/\x1b[2J");
	add_module(report, "/\x1b[2J", V8SCOPE_MODULE_SYMBOLS_MISSING, file);
	add_type(holder, "\xe6\xbc\xa2\xe5\xad\x97\x1b[0m", UINT64_MAX, UINT64_MAX, UINT64_MAX);
	g_free(file);
	g_free(function);
	return report;
}

static void add_frame(struct v8scope_holder *holder, uintptr_t ip, const char *function,
	const char *file, int line, const char *module)
{
	struct v8scope_site *frame = v8scope_holder_add_frame(holder);

	set_site(frame, ip, function, file, line);
	frame->module = g_strdup(module);
	frame->module_offset = module ? ip & 0xfff : 0;
}

/* Called by JavaScript, which main calls. */
static void add_scope_with_stack(struct v8scope_report_isolate *isolate)
{
	struct v8scope_holder *holder =
		v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_HANDLE_SCOPE);

	set_growth(holder, 3000, 2000, 4000, 0.75);
	holder->handles = some(40);
	add_frame(holder, 0x1010, "app::serve<1; 2>", "/src/app.cc", 9, "/opt/a b/app");
	add_frame(holder, 0x1010, "call\nback", "/src/app.cc", 20, "/opt/a b/app");
	add_frame(holder, 0x2abc, NULL, NULL, 0, "/opt/a b/lib.so (file not found)");
	add_frame(holder, 0x7f001234, NULL, NULL, 0, NULL);
	add_frame(holder, 0x3030, "Builtins_JSEntry", NULL, 0, "/opt/a b/app");
	add_frame(holder, 0x4040, "main", "/src/app.cc", 99, "/opt/a b/app");
	add_js_frame(holder, "request", "/src/app.js", 12, 15);
	add_js_frame(holder, NULL, "/src/app.js", 30, 0);
}

static void add_moment(
	struct v8scope_report_isolate *isolate, int64_t after_ns, uint64_t handles, bool full_gc)
{
	struct v8scope_moment *moment = v8scope_report_isolate_add_moment(isolate);

	moment->ts_ns = OPENED_AT_NS + after_ns;
	moment->used_bytes = 1000 + handles * 100;
	moment->handles = handles;
	moment->full_gc = full_gc;
}

/* Two full collections, a minor one between them; a mark; the first holder's handles. */
static void set_curve(struct v8scope_curve *curve, uint64_t last)
{
	const uint64_t cells[] = {OPENED_AT_NS, 0, 0, 0, OPENED_AT_NS + 1000, 10, 9, UINT64_MAX,
		OPENED_AT_NS + 2000999, 40, 39, last};

	curve->cells = g_memdup2(cells, sizeof(cells));
	curve->cell_count = G_N_ELEMENTS(cells);
}

/* Of the first nothing is known, in the second the holder gained all it has. */
static void add_phases(struct v8scope_report_isolate *isolate, struct v8scope_holder *holder)
{
	struct v8scope_phase *phase = v8scope_report_isolate_add_phase(isolate);

	phase->begin_ns = OPENED_AT_NS;
	phase->end_ns = OPENED_AT_NS + 500;
	phase = v8scope_report_isolate_add_phase(isolate);
	phase->name = g_strdup("warm \"up\"\x1b[2J");
	phase->begin_ns = OPENED_AT_NS + 500;
	phase->end_ns = OPENED_AT_NS + 2000999;
	phase->growth_bytes = some(30);
	phase->handle_growth = some(30);
	holder->phase_handles_count = 2;
	holder->phase_handles = g_new0(uint64_t, 2);
	holder->phase_handles[0] = V8SCOPE_UNKNOWN_GROWTH;
	holder->phase_handles[1] = 30;
}

static void add_curves(struct v8scope_report *report, struct v8scope_report_isolate *isolate)
{
	struct v8scope_report_mark *mark =
		v8scope_report_process_add_mark(g_ptr_array_index(report->processes, 0));
	struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, 0);

	mark->ts_ns = OPENED_AT_NS + 500;
	mark->name = g_strdup("warm \"up\"\x1b[2J");
	add_moment(isolate, 0, 10, true);
	add_moment(isolate, 1000000, 25, false);
	add_moment(isolate, 2000999, 40, true);
	holder->series_ns_count = 2;
	holder->series_ns = g_new0(uint64_t, 2);
	holder->series_ns[0] = OPENED_AT_NS;
	holder->series_ns[1] = OPENED_AT_NS + 2000999;
	holder->series_handles_count = 2;
	holder->series_handles = g_new0(uint64_t, 2);
	holder->series_handles[0] = 10;
	holder->series_handles[1] = 40;
	((struct v8scope_report_process *)g_ptr_array_index(report->processes, 0))->first_ns =
		some(OPENED_AT_NS - 1000);
	holder->began_after_ns = some(OPENED_AT_NS + 250);
	holder->began_before_ns = some(OPENED_AT_NS + 500);
	set_curve(&isolate->promise_curve, 38);
	set_curve(&holder->promise_curve, 38);
	set_curve(&holder->balance, 45);
	add_phases(isolate, holder);
}

struct v8scope_report *sample_stacks(void)
{
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_isolate *isolate = add_isolate(report, "/opt/a b/app");
	struct v8scope_holder *global, *shrunk;

	add_scope_with_stack(isolate);
	add_curves(report, isolate);
	global = v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_GLOBAL);
	set_site(&global->opened, 0x5050, "app::keep", "/src/app.cc", 33);
	set_growth(global, 1000, 0, 1000, 0.25);
	global->handles = some(7);
	add_js_frame(global, "remember", "/src/app.js", 40, 0);
	shrunk = v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_GLOBAL);
	set_growth(shrunk, -500, -500, -500, 0);
	shrunk->handles = some(1);
	add_javascript(isolate);
	return report;
}

#define MARKUP                                                                                     \
	"</script></style>--><script>document.title = 'broken in'</script>"                        \
	"<img src=x onerror=\"document.title = 'broken in'\">"

struct v8scope_report *sample_markup(void)
{
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_isolate *isolate = add_isolate(report, MARKUP);
	struct v8scope_holder *holder;

	add_scope_with_stack(isolate);
	add_curves(report, isolate);
	holder = g_ptr_array_index(isolate->holders, 0);
	isolate->verdict = V8SCOPE_VERDICT_LEAK;
	isolate->reason = g_strdup(MARKUP);
	set_site(&holder->opened, 0x1010, MARKUP, MARKUP, 1);
	set_site(&holder->now, 0x1020, MARKUP, MARKUP, 2);
	holder->advice = g_strdup(MARKUP);
	add_frame(holder, 0x5050, MARKUP, MARKUP, 3, MARKUP);
	add_js_frame(holder, MARKUP, MARKUP, 4, 0);
	add_type(holder, MARKUP, 1, 1, 1);
	return report;
}

struct v8scope_report *sample_empty(void)
{
	return v8scope_report_create();
}

char *sample_render(const struct v8scope_report *report, const char *format,
	const struct v8scope_render_options *options)
{
	const struct v8scope_render_options defaults = {0};
	char *document = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&document, &size);
	bool written = v8scope_render(v8scope_render_format_find(format), report,
		options != NULL ? options : &defaults, out);

	fclose(out);
	if (!written || strlen(document) != size) {
		abort();
	}
	return document;
}
