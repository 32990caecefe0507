/* SPDX-License-Identifier: MIT */
/* The functions an address lies in: a machine function, and what the compiler inlined there. */
#ifndef V8SCOPE_FRAMES_H
#define V8SCOPE_FRAMES_H

#include <glib.h>
#include <stdint.h>

struct v8scope_module;

struct v8scope_frame {
	char *function; /* owned; qualified, without parameters; NULL: not known */
	char *file;	/* owned; an absolute path if the compiler left one; NULL: not known */
	int line;	/* 0: not known */
	/* Says, within one module, which source function it is; 0: not known. */
	uintptr_t origin;
};

struct v8scope_frames {
	GPtrArray
		*inlined; /* of struct v8scope_frame, innermost first; the last is the machine's */
	uintptr_t function; /* says, within one module, which machine function it is; 0: unknown */
};

/*
 * Resolves an address of the process in a usable module. The result has at least
 * one frame, is owned by the caller, and names are valid without the module.
 */
struct v8scope_frames *v8scope_frames_create(struct v8scope_module *module, uint64_t address);
void v8scope_frames_destroy(struct v8scope_frames *frames); /* NULL-safe */

#endif
