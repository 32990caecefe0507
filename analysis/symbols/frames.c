/* SPDX-License-Identifier: MIT */
#include "frames.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwfl.h>
#include <stdbool.h>
#include <stdlib.h>

#include "module.h"
#include "names.h"
#include "symbol_table.h"
#include "debug_units.h"

/* Deeper nesting, or a longer way to a definition, is a broken file. */
#define MAX_DEPTH 64

static void frame_destroy(void *data)
{
	struct v8scope_frame *frame = data;

	g_free(frame->function);
	g_free(frame->file);
	g_free(frame);
}

static struct v8scope_frame *add_frame(struct v8scope_frames *frames)
{
	struct v8scope_frame *frame = g_new0(struct v8scope_frame, 1);

	g_ptr_array_add(frames->inlined, frame);
	return frame;
}

void v8scope_frames_destroy(struct v8scope_frames *frames)
{
	if (frames == NULL) {
		return;
	}
	g_ptr_array_unref(frames->inlined);
	g_free(frames);
}

/* From an inlined or out-of-line copy to the declaration, which lies in its namespace. */
static void find_origin(Dwarf_Die *die, Dwarf_Die *origin)
{
	static const unsigned int links[] = {DW_AT_abstract_origin, DW_AT_specification};
	Dwarf_Attribute attribute;
	Dwarf_Die next;

	*origin = *die;
	for (int depth = 0; depth < MAX_DEPTH; depth++) {
		bool followed = false;

		for (size_t i = 0; i < G_N_ELEMENTS(links); i++) {
			if (dwarf_attr(origin, links[i], &attribute) != NULL &&
				dwarf_formref_die(&attribute, &next) != NULL) {
				*origin = next;
				followed = true;
				break;
			}
		}
		if (!followed) {
			return;
		}
	}
}

/* What a scope that encloses a function adds to its name; NULL: nothing. */
static const char *scope_name(Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);

	switch (dwarf_tag(die)) {
	case DW_TAG_namespace:
		return name != NULL ? name : "(anonymous namespace)";
	case DW_TAG_class_type:
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type:
	case DW_TAG_interface_type:
	case DW_TAG_module:
	case DW_TAG_subprogram:
		return name;
	default:
		return NULL;
	}
}

/*
 * DWARF's own names are unqualified. Putting the scopes in front, rather than
 * demangling, works for Rust's manglings as well and leaves no parameter list.
 */
static char *qualified_name(struct v8scope_units *units, Dwarf_Die *function)
{
	Dwarf_Die die, scope = *function;
	GString *name = g_string_new(NULL);

	for (int depth = 0; depth < MAX_DEPTH; depth++) {
		const char *part;

		find_origin(&scope, &die);
		part = depth == 0 ? dwarf_diename(&die) : scope_name(&die);
		if (part != NULL) {
			g_string_prepend(name, name->len > 0 ? "::" : "");
			g_string_prepend(name, part);
		}
		if (!v8scope_units_find_scope(units, &die, &scope)) {
			break;
		}
	}
	return g_string_free(name, name->len == 0);
}

/* DW_AT_name is what the compiler was given; it may be relative to where it ran. */
static char *absolute_path(Dwarf_Die *unit, const char *file)
{
	Dwarf_Attribute attribute;
	const char *directory;

	if (file == NULL) {
		return NULL;
	}
	directory = dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attribute));
	if (directory != NULL && !g_path_is_absolute(directory)) {
		directory = NULL;
	}
	if (!g_path_is_absolute(file) && directory == NULL) {
		return g_strdup(file);
	}
	return g_canonicalize_filename(file, directory);
}

static void set_line(struct v8scope_frame *frame, Dwarf_Die *unit, Dwarf_Addr address)
{
	Dwarf_Line *line = dwarf_getsrc_die(unit, address);

	if (line == NULL) {
		return;
	}
	frame->file = absolute_path(unit, dwarf_linesrc(line, NULL, NULL));
	if (dwarf_lineno(line, &frame->line) != 0) {
		frame->line = 0;
	}
}

/* Where the function around it called the inlined function `call`. */
static void set_call_line(struct v8scope_frame *frame, Dwarf_Die *unit, Dwarf_Die *call)
{
	Dwarf_Attribute attribute;
	Dwarf_Files *files;
	Dwarf_Word value;

	if (dwarf_formudata(dwarf_attr(call, DW_AT_call_file, &attribute), &value) == 0 &&
		dwarf_getsrcfiles(unit, &files, NULL) == 0) {
		frame->file = absolute_path(unit, dwarf_filesrc(files, value, NULL, NULL));
	}
	if (dwarf_formudata(dwarf_attr(call, DW_AT_call_line, &attribute), &value) == 0 &&
		value <= G_MAXINT) {
		frame->line = (int)value;
	}
}

/* Adds one function; `call` (NULL: none) is the inlined one that it called. */
static void add_function(struct v8scope_frames *frames, struct v8scope_units *units,
	Dwarf_Die *unit, Dwarf_Addr address, Dwarf_Die *function, Dwarf_Die *call)
{
	struct v8scope_frame *frame = add_frame(frames);
	Dwarf_Die origin;

	frame->function = qualified_name(units, function);
	find_origin(function, &origin);
	frame->origin = (uintptr_t)origin.addr;
	if (call == NULL) {
		set_line(frame, unit, address);
	} else {
		set_call_line(frame, unit, call);
	}
}

/* Adds the functions of the unit that contain the address, innermost first. */
static void add_frames_of_unit(struct v8scope_frames *frames, struct v8scope_units *units,
	Dwarf_Die *unit, Dwarf_Addr address)
{
	GArray *path = g_array_new(FALSE, FALSE, sizeof(Dwarf_Die));
	Dwarf_Die *call = NULL;

	v8scope_units_find_path(units, unit, address, path);
	for (guint i = path->len; i > 0 && frames->function == 0; i--) {
		Dwarf_Die *die = &g_array_index(path, Dwarf_Die, i - 1);
		int tag = dwarf_tag(die);

		if (tag == DW_TAG_inlined_subroutine || tag == DW_TAG_subprogram) {
			add_function(frames, units, unit, address, die, call);
			call = die;
		}
		if (tag == DW_TAG_subprogram) {
			frames->function = (uintptr_t)die->addr;
		}
	}
	g_array_free(path, TRUE);
}

/* Without debug info: the symbol that contains the address, and a line if there is one. */
static void add_frame_of_symbol(struct v8scope_frames *frames, struct v8scope_module *module,
	Dwarf_Die *unit, uint64_t address, Dwarf_Addr bias)
{
	struct v8scope_frame *frame = add_frame(frames);
	uint64_t start;
	const char *symbol =
		v8scope_symbol_table_find(v8scope_module_get_table(module), address, &start);

	if (symbol != NULL) {
		frame->function = v8scope_names_demangle(symbol);
		frame->origin = start;
		frames->function = frame->origin;
	}
	if (unit != NULL) {
		set_line(frame, unit, address - bias);
	}
}

struct v8scope_frames *v8scope_frames_create(struct v8scope_module *module, uint64_t address)
{
	struct v8scope_frames *frames = g_new0(struct v8scope_frames, 1);
	Dwarf_Addr bias = 0;
	Dwarf_Die *unit = v8scope_units_find(module->units, address, &bias);

	frames->inlined = g_ptr_array_new_with_free_func(frame_destroy);
	if (unit != NULL) {
		add_frames_of_unit(frames, module->units, unit, address - bias);
	}
	if (frames->function == 0) {
		g_ptr_array_set_size(frames->inlined, 0);
		add_frame_of_symbol(frames, module, unit, address, bias);
	}
	return frames;
}
