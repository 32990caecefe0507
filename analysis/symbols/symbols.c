/* SPDX-License-Identifier: MIT */
#include "symbols.h"

#include <glib.h>
#include <stdbool.h>

#include "debug_servers.h"
#include "frames.h"
#include "module_map.h"
#include "plumbing.h"
#include "report.h"
#include "used_modules.h"

struct process {
	struct v8scope_module_map *modules; /* owned */
	GHashTable *resolved;		    /* a set of struct location (owned) */
};

/* What is known of one return address. */
struct location {
	uintptr_t ip;
	struct v8scope_module *module; /* borrowed; NULL: in no known object */
	struct v8scope_frames *frames; /* owned; NULL: the module is not usable */
};

/*
 * Each process has files of its own open, at its own addresses, and a node has 150 MB: those of
 * more than a few are closed again.
 */
#define MAX_OPEN_BYTES ((uint64_t)512 << 20)

struct v8scope_symbols {
	GHashTable *processes; /* pid (owned int64) -> struct process */
	bool ask_servers;
};

/* A frame of a holder's stack, and the inlined function there, that is worth showing. */
struct choice {
	uint32_t index;
	const struct location *location;
	const struct v8scope_frame *frame; /* NULL: only the module is known */
};

static void location_destroy(void *data)
{
	struct location *location = data;

	v8scope_frames_destroy(location->frames);
	g_free(location);
}

static guint location_hash(const void *data)
{
	const struct location *location = data;

	return g_direct_hash((void *)location->ip) ^ g_direct_hash(location->module) * 31;
}

static gboolean location_equal(const void *left, const void *right)
{
	const struct location *a = left;
	const struct location *b = right;

	return a->ip == b->ip && a->module == b->module;
}

static void process_destroy(void *data)
{
	struct process *process = data;

	g_hash_table_destroy(process->resolved);
	v8scope_module_map_destroy(process->modules);
	g_free(process);
}

static int64_t *int64_key(int64_t value)
{
	int64_t *key = g_new(int64_t, 1);

	*key = value;
	return key;
}

static struct process *get_process(struct v8scope_symbols *symbols, int64_t pid)
{
	struct process *process = g_hash_table_lookup(symbols->processes, &pid);

	if (process == NULL) {
		process = g_new0(struct process, 1);
		process->modules = v8scope_module_map_create();
		process->resolved = g_hash_table_new_full(
			location_hash, location_equal, location_destroy, NULL);
		g_hash_table_insert(symbols->processes, int64_key(pid), process);
	}
	return process;
}

struct v8scope_symbols *v8scope_symbols_create(void)
{
	struct v8scope_symbols *symbols = g_new0(struct v8scope_symbols, 1);

	symbols->processes =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, process_destroy);
	return symbols;
}

void v8scope_symbols_destroy(struct v8scope_symbols *symbols)
{
	if (symbols == NULL) {
		return;
	}
	g_hash_table_destroy(symbols->processes);
	g_free(symbols);
}

void v8scope_symbols_ask_servers(struct v8scope_symbols *symbols, bool ask)
{
	symbols->ask_servers = ask;
}

void v8scope_symbols_add_module(struct v8scope_symbols *symbols, int64_t pid, uint64_t base,
	uint64_t size, const char *path, int64_t clock_ns)
{
	struct process *process = get_process(symbols, pid);

	/* What is resolved may be of another object then. */
	g_hash_table_remove_all(process->resolved);
	v8scope_module_map_add(process->modules, base, size, path, clock_ns);
}

void v8scope_symbols_set_build_id(struct v8scope_symbols *symbols, int64_t pid, uint64_t base,
	const uint8_t *build_id, size_t length, int64_t clock_ns)
{
	struct process *process = get_process(symbols, pid);

	g_hash_table_remove_all(process->resolved);
	v8scope_module_map_set_build_id(process->modules, base, build_id, length, clock_ns);
}

static struct location *resolve(uintptr_t ip, struct v8scope_module *module)
{
	struct location *location = g_new0(struct location, 1);

	location->ip = ip;
	location->module = module;
	if (module != NULL && v8scope_module_open(module) == V8SCOPE_MODULE_STATUS_USABLE) {
		location->frames = v8scope_frames_create(module, ip - 1);
	}
	return location;
}

/*
 * `ip` is a return address: it may be the first of the next line, or after a call
 * that never returns of the next function, so the byte before it is looked up.
 * Valid until an object is added to the process. Never NULL.
 */
static const struct location *locate(
	struct process *process, uintptr_t ip, const struct v8scope_code_time *code_time)
{
	const struct location key = {
		.ip = ip,
		.module = v8scope_module_map_find(process->modules, ip - 1, code_time),
	};
	struct location *location = g_hash_table_lookup(process->resolved, &key);

	if (location == NULL) {
		location = resolve(ip, key.module);
		g_hash_table_add(process->resolved, location);
	}
	return location;
}

/* The innermost function at a location that is not plumbing. False: there is none. */
static bool choose_frame(const struct location *location, const struct v8scope_frame **chosen)
{
	*chosen = NULL;
	if (location->module == NULL) {
		return false; /* code that was generated, or the end of the stack */
	}
	if (location->frames == NULL) {
		return !v8scope_is_plumbing(NULL, NULL, location->module->path);
	}
	for (guint i = 0; i < location->frames->inlined->len; i++) {
		const struct v8scope_frame *frame = g_ptr_array_index(location->frames->inlined, i);

		if (!v8scope_is_plumbing(frame->function, frame->file, location->module->path)) {
			*chosen = frame;
			return true;
		}
	}
	return false;
}

/* The stack's first frame, for one that is plumbing all through. */
static void choose_first(struct process *process, uintptr_t ip,
	const struct v8scope_code_time *code_time, struct choice *choice)
{
	choice->index = 0;
	choice->location = locate(process, ip, code_time);
	choice->frame = NULL;
	if (choice->location->frames != NULL) {
		choice->frame = g_ptr_array_index(choice->location->frames->inlined, 0);
	}
}

static void choose(struct process *process, const uintptr_t *ips, uint32_t count,
	const struct v8scope_code_time *code_time, struct choice *choice)
{
	for (uint32_t i = 0; i < count; i++) {
		choice->index = i;
		choice->location = locate(process, ips[i], code_time);
		if (choose_frame(choice->location, &choice->frame)) {
			return;
		}
	}
	choose_first(process, ips[0], code_time, choice);
}

static void set_site(struct v8scope_site *site, uintptr_t ip, const struct location *location,
	const struct v8scope_frame *frame)
{
	g_clear_pointer(&site->function, g_free);
	g_clear_pointer(&site->file, g_free);
	g_clear_pointer(&site->module, g_free);
	site->ip = ip;
	site->line = 0;
	site->module_offset = 0;
	if (frame != NULL) {
		site->function = g_strdup(frame->function);
		site->file = g_strdup(frame->file);
		site->line = frame->line;
	}
	if (location->module != NULL) {
		site->module = v8scope_module_describe(location->module);
		site->module_offset = ip - location->module->base;
	}
}

/* The place that a holder is known by: what would say more of it is worth having. */
static void set_opened(struct v8scope_holder *holder, uintptr_t ip, const struct choice *choice)
{
	struct v8scope_module *module = choice->location->module;

	set_site(&holder->opened, ip, choice->location, choice->frame);
	if (module == NULL) {
		return;
	}
	module->is_used = true;
	if ((choice->frame == NULL || choice->frame->line == 0) &&
		!v8scope_is_plumbing(holder->opened.function, holder->opened.file, module->path)) {
		module->lacks_a_line = true;
	}
}

static bool same_machine_function(const struct location *a, const struct location *b)
{
	return a->module == b->module && a->frames != NULL && b->frames != NULL &&
	       a->frames->function != 0 && a->frames->function == b->frames->function;
}

/* Where `function` stands at that location; if it is not there, the function around it. */
static const struct v8scope_frame *frame_of_function(
	const struct location *location, uintptr_t function)
{
	const GPtrArray *inlined = location->frames->inlined;

	for (guint i = 0; i < inlined->len; i++) {
		const struct v8scope_frame *frame = g_ptr_array_index(inlined, i);

		if (frame->origin == function) {
			return frame;
		}
	}
	return g_ptr_array_index(inlined, inlined->len - 1);
}

/* The stack slot may have been reused since: only the same function's address is meant. */
static void resolve_now(
	struct process *process, struct v8scope_holder *holder, const struct choice *opened)
{
	const struct location *location;
	uintptr_t ip;

	if (opened->frame == NULL || opened->index >= holder->frame_count) {
		return;
	}
	ip = holder->frame_ips[opened->index];
	location = locate(process, ip, &holder->code_time);
	if (same_machine_function(location, opened->location)) {
		set_site(&holder->now, ip, location,
			frame_of_function(location, opened->frame->origin));
	}
}

static void resolve_stack(struct process *process, struct v8scope_holder *holder)
{
	g_ptr_array_set_size(holder->stack, 0);
	for (uint32_t i = 0; i < holder->ip_count; i++) {
		const struct location *location =
			locate(process, holder->ips[i], &holder->code_time);
		guint functions = location->frames ? location->frames->inlined->len : 0;

		for (guint j = 0; j < functions; j++) {
			set_site(v8scope_holder_add_frame(holder), holder->ips[i], location,
				g_ptr_array_index(location->frames->inlined, j));
		}
		if (functions == 0) {
			set_site(v8scope_holder_add_frame(holder), holder->ips[i], location, NULL);
		}
	}
}

static void resolve_holder(struct process *process, struct v8scope_holder *holder)
{
	struct choice choice;
	uintptr_t ip = holder->opened.ip;

	resolve_stack(process, holder);
	if (holder->ip_count > 0) {
		choose(process, holder->ips, holder->ip_count, &holder->code_time, &choice);
		set_opened(holder, holder->ips[choice.index], &choice);
		resolve_now(process, holder, &choice);
		if (holder->found_on_stack) {
			holder->opened.line = 0;
		}
	} else if (ip != 0) {
		choose(process, &ip, 1, &holder->code_time, &choice);
		set_opened(holder, ip, &choice);
	}
}

static void resolve_process(
	struct process *process, bool ask_servers, struct v8scope_report_process *reported)
{
	v8scope_used_modules_reset(process->modules);
	for (guint i = 0; i < reported->isolates->len; i++) {
		struct v8scope_report_isolate *isolate = g_ptr_array_index(reported->isolates, i);

		for (guint j = 0; j < isolate->holders->len; j++) {
			resolve_holder(process, g_ptr_array_index(isolate->holders, j));
		}
	}
	v8scope_used_modules_list(process->modules, ask_servers, reported);
}

/*
 * A trace recorded without the vpid context does not say whose objects they are
 * (pid -1). If there is one process only, they are its.
 */
static struct process *process_of_report(
	struct v8scope_symbols *symbols, const struct v8scope_report *report, int64_t pid)
{
	struct process *process = get_process(symbols, pid);

	if (v8scope_module_map_count(process->modules) == 0 && report->processes->len == 1) {
		process = get_process(symbols, -1);
	}
	return process;
}

static uint64_t open_bytes(const struct v8scope_symbols *symbols)
{
	uint64_t bytes = 0;
	GHashTableIter iter;
	void *process;

	g_hash_table_iter_init(&iter, symbols->processes);
	while (g_hash_table_iter_next(&iter, NULL, &process)) {
		bytes += v8scope_module_map_open_bytes(((struct process *)process)->modules);
	}
	return bytes;
}

/* Locations that were resolved before and after are not comparable. */
static void close_files(struct process *process)
{
	g_hash_table_remove_all(process->resolved);
	v8scope_module_map_close(process->modules);
}

static void resolve_report(struct v8scope_symbols *symbols, struct v8scope_report *report)
{
	for (guint i = 0; i < report->processes->len; i++) {
		struct v8scope_report_process *reported = g_ptr_array_index(report->processes, i);
		struct process *process = process_of_report(
			symbols, report, v8scope_report_process_key(reported->host, reported->pid));

		resolve_process(process, symbols->ask_servers, reported);
		if (open_bytes(symbols) > MAX_OPEN_BYTES) {
			close_files(process);
		}
	}
}

void v8scope_symbols_resolve_report(struct v8scope_symbols *symbols, struct v8scope_report *report)
{
	char *hidden = symbols->ask_servers ? NULL : v8scope_debug_servers_hide();

	resolve_report(symbols, report);
	v8scope_debug_servers_show(hidden);
}
