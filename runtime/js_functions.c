/* SPDX-License-Identifier: MIT */
#include "js_functions.h"

#include <stddef.h>
#include <string.h>

#include "js_positions.h"
#include "log.h"
#include "memory.h"
#include "v8_api.h"

/* META(member, "symbol", "its name in other versions"): all are needed. */
/* clang-format off */
#define METADATA(META) \
	META(frame_type, "v8dbg_off_fp_context_or_frame_type") \
	META(frame_function, "v8dbg_off_fp_function") \
	META(function_shared, "v8dbg_class_JSFunction__shared__SharedFunctionInfo") \
	META(shared_type, "v8dbg_type_SharedFunctionInfo__SHARED_FUNCTION_INFO_TYPE") \
	META(shared_name, "v8dbg_class_SharedFunctionInfo__name_or_scope_info__Object", \
		"v8dbg_class_SharedFunctionInfo__name_or_scope_info__Tagged_Object_", \
		"v8dbg_class_SharedFunctionInfo__name_or_scope_info__Tagged_NameOrScopeInfoT_") \
	META(shared_script, "v8dbg_class_SharedFunctionInfo__script_or_debug_info__HeapObject", \
		"v8dbg_class_SharedFunctionInfo__script__Tagged_HeapObject_") \
	META(script_type, "v8dbg_type_Script__SCRIPT_TYPE") \
	META(script_name, "v8dbg_class_Script__name__Object") \
	META(script_source, "v8dbg_class_Script__source__Object") \
	META(script_eval_from, \
		"v8dbg_class_Script__eval_from_shared_or_wrapped_arguments_or_sfi_table__Object", \
		"v8dbg_class_Script__eval_from_shared_or_wrapped_arguments__Object", \
		"v8dbg_class_Script__eval_from_shared_or_wrapped_arguments__Tagged_Object_") \
	META(scope_info_type, "v8dbg_type_ScopeInfo__SCOPE_INFO_TYPE") \
	META(scope_info_local_count, "v8dbg_scopeinfo_idx_ncontextlocals") \
	META(scope_info_first, "v8dbg_scopeinfo_idx_first_vars")
/* clang-format on */

enum { SYMBOLS_MAX = 3 };

#define DECLARE(member, ...) int member;
static struct {
	METADATA(DECLARE)
} meta;
#undef DECLARE

static bool known;

static bool load(int *value, const char *const symbols[SYMBOLS_MAX])
{
	for (int i = 0; i < SYMBOLS_MAX && symbols[i] != NULL; i++) {
		const int *address = v8scope_v8_symbol(symbols[i]);

		if (address != NULL) {
			*value = *address;
			return true;
		}
	}
	return false;
}

bool v8scope_js_functions_init(void)
{
	bool complete = v8scope_js_strings_init();

#define LOAD(member, ...)                                                                          \
	complete = load(&meta.member, (const char *const[SYMBOLS_MAX]){__VA_ARGS__}) && complete;
	METADATA(LOAD)
#undef LOAD
	known = complete;
	v8scope_js_positions_init();
	if (!known) {
		v8scope_log("no usable post-mortem metadata: no JavaScript stacks");
	}
	return known;
}

bool v8scope_js_functions_known(void)
{
	return known;
}

/* What a ScopeInfo says of its function. */
struct scope_info {
	uintptr_t name;	    /* 0 or empty: none */
	uintptr_t inferred; /* from where the function was assigned to; 0: none */
	int32_t begin;	    /* positions in the source; -1: not known */
	int32_t end;
};

static uintptr_t slot(uintptr_t info, uint32_t index)
{
	return v8scope_js_field(info, (int)((index + 1) * sizeof(uintptr_t)));
}

static bool is_string(uintptr_t value)
{
	char text[1];

	return v8scope_js_string_text(value, text, sizeof(text));
}

/*
 * Where the names of the context's variables end. From 75 on V8 keeps them in a
 * table of their own. A module has a number before them.
 */
static uint32_t skip_locals(uintptr_t info)
{
	enum { INLINED_NAMES_MAX = 75, LOCALS_MAX = 1 << 20 };
	uint32_t index = (uint32_t)meta.scope_info_first;
	int32_t locals = v8scope_js_smi(slot(info, (uint32_t)meta.scope_info_local_count));

	if (locals <= 0 || locals > LOCALS_MAX) {
		return index;
	}
	if (v8scope_js_is_smi(slot(info, index))) {
		index++;
	}
	return index + (uint32_t)locals + (locals < INLINED_NAMES_MAX ? (uint32_t)locals : 1);
}

/*
 * {name, number}, inferred name or undefined, {begin, end}: all but the last only in
 * functions' infos. Newer V8s have {begin, end} before the variables.
 */
static struct scope_info read_scope_info(uintptr_t scope_info)
{
	enum { POSITIONS_FIRST = 5 };
	struct scope_info info = {.begin = -1, .end = -1};
	uint32_t index = skip_locals(scope_info);
	uint32_t positions;

	if (is_string(slot(scope_info, index)) && v8scope_js_is_smi(slot(scope_info, index + 1)) &&
		!v8scope_js_is_smi(slot(scope_info, index + 2))) {
		info.name = slot(scope_info, index);
		index += 2;
	}
	if (!v8scope_js_is_smi(slot(scope_info, index))) {
		info.inferred = slot(scope_info, index);
		index++;
	}
	positions = meta.scope_info_first >= POSITIONS_FIRST
			    ? (uint32_t)meta.scope_info_local_count + 1
			    : index;
	if (v8scope_js_is_smi(slot(scope_info, positions)) &&
		v8scope_js_is_smi(slot(scope_info, positions + 1))) {
		info.begin = v8scope_js_smi(slot(scope_info, positions));
		info.end = v8scope_js_smi(slot(scope_info, positions + 1));
	}
	if (info.begin < 0 || info.end < info.begin) {
		info.begin = info.end = -1;
	}
	return info;
}

static uintptr_t script_of(uintptr_t shared)
{
	uintptr_t script = v8scope_js_field(shared, meta.shared_script);

	return v8scope_js_type_of(script) == meta.script_type ? script : 0;
}

static bool is_shared(uintptr_t value)
{
	return v8scope_js_type_of(value) == meta.shared_type;
}

/* Code of eval() has no name: it is told by that of the script that called eval. */
static void name_script(uintptr_t script, char name[V8SCOPE_JS_SCRIPT_NAME_MAX])
{
	enum { NESTED_MAX = 8 };
	static const char prefix[] = "eval in ";
	size_t used = 0;

	name[0] = '\0';
	for (int nested = 0; nested < NESTED_MAX && script != 0; nested++) {
		uintptr_t from;

		if (v8scope_js_string_text(v8scope_js_field(script, meta.script_name), name + used,
			    V8SCOPE_JS_SCRIPT_NAME_MAX - used) &&
			name[used] != '\0') {
			return;
		}
		from = v8scope_js_field(script, meta.script_eval_from);
		if (!is_shared(from)) {
			break;
		}
		memcpy(name, prefix, sizeof(prefix));
		used = sizeof(prefix) - 1;
		script = script_of(from);
	}
	if (used > 0) {
		strcpy(name, "eval");
	}
}

/* Scripts can be told to begin on another line than 1, in the word after the name. */
static uint32_t line_offset_of(uintptr_t script)
{
	uintptr_t offset = v8scope_js_field(script, meta.script_name + (int)sizeof(uintptr_t));

	return v8scope_js_is_smi(offset) && v8scope_js_smi(offset) > 0
		       ? (uint32_t)v8scope_js_smi(offset)
		       : 0;
}

static void describe(struct v8scope_js_function *function, uintptr_t *source, uintptr_t shared,
	uintptr_t frame_pointer, uintptr_t ip)
{
	uintptr_t name = v8scope_js_field(shared, meta.shared_name);
	uintptr_t script = script_of(shared);
	struct scope_info info = {.name = name, .begin = -1, .end = -1};

	memset(function, 0, sizeof(*function));
	*source = v8scope_js_field(script, meta.script_source);
	function->source_length = v8scope_js_string_length(*source);
	function->line_offset = line_offset_of(script);
	name_script(script, function->script);
	if (v8scope_js_type_of(name) == meta.scope_info_type) {
		info = read_scope_info(name);
	}
	if ((!v8scope_js_string_text(info.name, function->name, sizeof(function->name)) ||
		    function->name[0] == '\0') &&
		info.begin > 0) { /* a script's own code was assigned to nothing */
		v8scope_js_string_text(info.inferred, function->name, sizeof(function->name));
	}
	function->begin = info.begin;
	function->now = v8scope_js_position_in_frame(frame_pointer, ip);
	if (function->now < info.begin || function->now > info.end) {
		function->now = -1;
	}
}

struct v8scope_js_place v8scope_js_function_place(
	const struct v8scope_js_function *function, uintptr_t source, int32_t position)
{
	struct v8scope_js_place place = {0, 0};

	if (position >= 0) {
		place = v8scope_js_string_place(source, (uint32_t)position);
	}
	if (place.line > 0) {
		place.line += function->line_offset;
	}
	return place;
}

bool v8scope_js_function_of_frame(struct v8scope_js_function *function, uintptr_t *source,
	uintptr_t frame_pointer, uintptr_t ip)
{
	uintptr_t type;
	uintptr_t closure;
	uintptr_t shared;

	/* Frames of V8's own have a number where JavaScript's have their context. */
	if (!v8scope_memory_read(
		    &type, frame_pointer + (uintptr_t)(intptr_t)meta.frame_type, sizeof(type)) ||
		v8scope_js_is_smi(type) ||
		!v8scope_memory_read(&closure,
			frame_pointer + (uintptr_t)(intptr_t)meta.frame_function,
			sizeof(closure))) {
		return false;
	}
	shared = v8scope_js_field(closure, meta.function_shared);
	if (!is_shared(shared)) {
		return false;
	}
	describe(function, source, shared, frame_pointer, ip);
	return true;
}
