/* SPDX-License-Identifier: MIT */
/*
 * Where the return addresses lie on the stack, which is the architecture's to say.
 *
 * x86-64: call pushes it, so it lies right below the callee's canonical frame address.
 * aarch64: the callee puts it wherever it wants, next to its caller's frame pointer;
 * its own frame pointer says where.
 */
#ifndef V8SCOPE_RETURN_SLOTS_H
#define V8SCOPE_RETURN_SLOTS_H

#include <stdbool.h>
#include <stdint.h>
#include <unwind.h>

/* A frame pointer points to its caller's, and the return address follows. */
enum { V8SCOPE_FRAME_RECORD_BYTES = 2 * sizeof(uintptr_t) };

/* A walk with _Unwind_Backtrace, innermost frame first; begins with all zero. */
struct v8scope_walk_step {
	uintptr_t ip;
	uintptr_t cfa;		 /* of the frame that `ip` called: the frame's stack pointer then */
	uintptr_t slot;		 /* holds `ip`, if is_sound() says so */
	uintptr_t frame_pointer; /* the frame's own */
	uintptr_t callee_cfa;
};

/* An address from the stack or a register as it is without pointer authentication's bits. */
static inline uintptr_t v8scope_return_address_strip(uintptr_t address)
{
#ifdef __aarch64__
	register uintptr_t stripped __asm__("x30") = address;

	__asm__("hint #7" : "+r"(stripped)); /* xpaclri; does nothing on older processors */
	return stripped;
#else
	return address;
#endif
}

/* Other functions' frames, not for the sanitizers to judge. */
__attribute__((no_sanitize("address"))) static inline uintptr_t v8scope_stack_load(
	uintptr_t address)
{
	return *(volatile const uintptr_t *)address;
}

static inline uintptr_t v8scope_return_slot_load(uintptr_t slot)
{
	return v8scope_return_address_strip(v8scope_stack_load(slot));
}

/* For each frame that the unwinder comes to, those included that are not of interest. */
static inline void v8scope_walk_step(
	struct v8scope_walk_step *step, struct _Unwind_Context *context)
{
#ifdef __aarch64__
	enum { DWARF_FRAME_POINTER = 29 };

	step->slot = step->frame_pointer + sizeof(uintptr_t);
#else
	enum { DWARF_FRAME_POINTER = 6 };

	step->slot = _Unwind_GetCFA(context) - sizeof(uintptr_t);
#endif
	step->callee_cfa = step->cfa;
	step->ip = _Unwind_GetIP(context);
	step->cfa = _Unwind_GetCFA(context);
	step->frame_pointer = _Unwind_GetGR(context, DWARF_FRAME_POINTER);
}

/*
 * Whether the return address lies where it should, on a stack that ends at `high`.
 * Where it does not (a signal's frame, a function without frame record), the walk
 * ends with what is certain.
 */
static inline bool v8scope_walk_is_sound(const struct v8scope_walk_step *step, uintptr_t high)
{
	return step->cfa <= high && step->cfa % sizeof(uintptr_t) == 0 &&
	       step->slot % sizeof(uintptr_t) == 0 && step->slot >= step->callee_cfa &&
	       step->slot < step->cfa && v8scope_return_slot_load(step->slot) == step->ip;
}

#endif
