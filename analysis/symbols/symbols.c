/* SPDX-License-Identifier: MIT */
#include "symbols.h"

#include <glib.h>
#include <stdbool.h>

#include "frames.h"
#include "module.h"
#include "plumbing.h"
#include "report.h"

struct process {
	GPtrArray *modules;   /* of struct v8scope_module; their ranges do not overlap */
	GHashTable *resolved; /* address (owned int64) -> struct location */
};

/* What is known of one return address. */
struct location {
	struct v8scope_module *module; /* borrowed; NULL: in no known object */
	struct v8scope_frames *frames; /* owned; NULL: the module is not usable */
};

struct v8scope_symbols {
	GHashTable *processes; /* pid (owned int64) -> struct process */
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

static void module_destroy(void *data)
{
	v8scope_module_destroy(data);
}

static void process_destroy(void *data)
{
	struct process *process = data;

	g_hash_table_destroy(process->resolved);
	g_ptr_array_unref(process->modules);
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
		process->modules = g_ptr_array_new_with_free_func(module_destroy);
		process->resolved = g_hash_table_new_full(
			g_int64_hash, g_int64_equal, g_free, location_destroy);
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

static struct v8scope_module *module_at(const struct process *process, uint64_t base)
{
	for (guint i = 0; i < process->modules->len; i++) {
		struct v8scope_module *module = g_ptr_array_index(process->modules, i);

		if (module->base == base) {
			return module;
		}
	}
	return NULL;
}

static struct v8scope_module *module_containing(const struct process *process, uint64_t address)
{
	for (guint i = 0; i < process->modules->len; i++) {
		struct v8scope_module *module = g_ptr_array_index(process->modules, i);

		if (v8scope_module_overlaps(module, address, 1)) {
			return module;
		}
	}
	return NULL;
}

static void remove_overlapping(struct process *process, uint64_t base, uint64_t size)
{
	for (guint i = process->modules->len; i > 0; i--) {
		if (v8scope_module_overlaps(
			    g_ptr_array_index(process->modules, i - 1), base, size)) {
			g_ptr_array_remove_index(process->modules, i - 1);
		}
	}
}

/* Every recording session states all objects anew: what is known already stays, opened. */
static bool is_known(const struct process *process, uint64_t base, uint64_t size, const char *path)
{
	const struct v8scope_module *module = module_at(process, base);

	return module != NULL && module->size == size && g_str_equal(module->path, path);
}

void v8scope_symbols_add_module(struct v8scope_symbols *symbols, int64_t pid, uint64_t base,
	uint64_t size, const char *path)
{
	struct process *process = get_process(symbols, pid);

	if (size == 0 || is_known(process, base, size, path)) {
		return;
	}
	g_hash_table_remove_all(process->resolved);
	remove_overlapping(process, base, size);
	g_ptr_array_add(process->modules, v8scope_module_create(base, size, path));
}

/*
 * Another build-id at the same place is another file there (a new one took the
 * old one's name): whatever was resolved with the old one is void.
 */
void v8scope_symbols_set_build_id(struct v8scope_symbols *symbols, int64_t pid, uint64_t base,
	const uint8_t *build_id, size_t length)
{
	struct process *process = get_process(symbols, pid);
	struct v8scope_module *module = module_at(process, base);
	GBytes *bytes;

	if (module == NULL || length == 0) {
		return;
	}
	bytes = g_bytes_new(build_id, length);
	if (module->build_id != NULL && g_bytes_equal(module->build_id, bytes)) {
		g_bytes_unref(bytes);
		return;
	}
	g_hash_table_remove_all(process->resolved);
	v8scope_module_close(module);
	g_clear_pointer(&module->build_id, g_bytes_unref);
	module->build_id = bytes;
}

/*
 * `ip` is a return address: it may be the first of the next line, or after a call
 * that never returns of the next function, so the byte before it is looked up.
 */
static struct location *resolve(const struct process *process, uintptr_t ip)
{
	struct location *location = g_new0(struct location, 1);

	location->module = module_containing(process, ip - 1);
	if (location->module != NULL &&
		v8scope_module_open(location->module) == V8SCOPE_MODULE_STATUS_USABLE) {
		location->frames = v8scope_frames_create(location->module, ip - 1);
	}
	return location;
}

/* Valid until an object is added to the process. Never NULL. */
static const struct location *locate(struct process *process, uintptr_t ip)
{
	int64_t key = (int64_t)ip;
	struct location *location = g_hash_table_lookup(process->resolved, &key);

	if (location == NULL) {
		location = resolve(process, ip);
		g_hash_table_insert(process->resolved, int64_key(key), location);
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
static void choose_first(struct process *process, uintptr_t ip, struct choice *choice)
{
	choice->index = 0;
	choice->location = locate(process, ip);
	choice->frame = NULL;
	if (choice->location->frames != NULL) {
		choice->frame = g_ptr_array_index(choice->location->frames->inlined, 0);
	}
}

static void choose(
	struct process *process, const uintptr_t *ips, uint32_t count, struct choice *choice)
{
	for (uint32_t i = 0; i < count; i++) {
		choice->index = i;
		choice->location = locate(process, ips[i]);
		if (choose_frame(choice->location, &choice->frame)) {
			return;
		}
	}
	choose_first(process, ips[0], choice);
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
	location = locate(process, ip);
	if (same_machine_function(location, opened->location)) {
		set_site(&holder->now, ip, location,
			frame_of_function(location, opened->frame->origin));
	}
}

static void resolve_holder(struct process *process, struct v8scope_holder *holder)
{
	struct choice choice;
	uintptr_t ip = holder->opened.ip;

	if (holder->ip_count > 0) {
		choose(process, holder->ips, holder->ip_count, &choice);
		set_site(&holder->opened, holder->ips[choice.index], choice.location, choice.frame);
		resolve_now(process, holder, &choice);
		if (holder->found_on_stack) {
			holder->opened.line = 0;
		}
	} else if (ip != 0) {
		choose(process, &ip, 1, &choice);
		set_site(&holder->opened, ip, choice.location, choice.frame);
	}
}

static void resolve_process(struct process *process, const struct v8scope_report_process *reported)
{
	for (guint i = 0; i < reported->isolates->len; i++) {
		struct v8scope_report_isolate *isolate = g_ptr_array_index(reported->isolates, i);

		for (guint j = 0; j < isolate->holders->len; j++) {
			resolve_holder(process, g_ptr_array_index(isolate->holders, j));
		}
	}
}

/*
 * A trace recorded without the vpid context does not say whose objects they are
 * (pid -1). If there is one process only, they are its.
 */
static struct process *process_of_report(
	struct v8scope_symbols *symbols, const struct v8scope_report *report, int64_t pid)
{
	struct process *process = get_process(symbols, pid);

	if (process->modules->len == 0 && report->processes->len == 1) {
		process = get_process(symbols, -1);
	}
	return process;
}

void v8scope_symbols_resolve_report(struct v8scope_symbols *symbols, struct v8scope_report *report)
{
	for (guint i = 0; i < report->processes->len; i++) {
		struct v8scope_report_process *process = g_ptr_array_index(report->processes, i);

		resolve_process(process_of_report(symbols, report,
					v8scope_report_process_key(process->host, process->pid)),
			process);
	}
}
