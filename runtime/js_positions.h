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

/* Reads the metadata. Without it no position is ever known. */
void v8scope_js_positions_init(void);

/* The position (characters from the script's begin); -1: not known. */
int32_t v8scope_js_position_in_frame(uintptr_t frame_pointer, uintptr_t ip);

/*
 * The position that V8's source position table, `size` bytes at `table`, has for the
 * bytecode at `offset`; -1 if none. No byte outside the table is looked at.
 */
int32_t v8scope_js_position_in_table(const uint8_t *table, size_t size, int32_t offset);

#endif
