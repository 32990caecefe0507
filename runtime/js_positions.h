/* SPDX-License-Identifier: MIT */
/*
 * Where in its source a frame of interpreted JavaScript stands. V8 keeps the table
 * that tells this only of functions of which it was needed (an error's stack, a
 * profiler, a debugger), or of all with --no-enable-lazy-source-positions.
 */
#ifndef V8SCOPE_JS_POSITIONS_H
#define V8SCOPE_JS_POSITIONS_H

#include <stddef.h>
#include <stdint.h>

#include "frames.h"

/* How the code offsets in V8's source position tables are written. */
enum v8scope_js_table_format {
	V8SCOPE_JS_TABLE_FORMAT_UNKNOWN,
	V8SCOPE_JS_TABLE_FORMAT_SIGNED, /* up to V8 13: an expression's is -offset - 1 */
	V8SCOPE_JS_TABLE_FORMAT_FLAGS,	/* V8 14: two flags, then the offset */
};

/* The format of a V8 version like "10.2.154.26"; UNKNOWN where it was not proven. */
enum v8scope_js_table_format v8scope_js_table_format_of(const char *v8_version);

/* Reads the metadata. Without it no position is ever known. */
void v8scope_js_positions_init(void);

/*
 * Learns from frames of one walk where the interpreter is: V8 may run a copy of it that
 * is in no loaded object. Its frames all go on at the same place, whereas compiled code
 * is of one function.
 */
void v8scope_js_positions_learn(const struct v8scope_frame *frames, uint32_t count);

/* The position (characters from the script's begin); -1: not known. */
int32_t v8scope_js_position_in_frame(uintptr_t frame_pointer, uintptr_t ip);

/*
 * The position that V8's source position table, `size` bytes at `table`, has for the
 * bytecode at `offset`; -1 if none. No byte outside the table is looked at.
 */
int32_t v8scope_js_position_in_table(
	enum v8scope_js_table_format format, const uint8_t *table, size_t size, int32_t offset);

#endif
