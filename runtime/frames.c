/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "frames.h"

#include <stddef.h>
#include <unwind.h>

#include "return_slots.h"

/* libgcc's, without a public header: the unwind table entry for a pc. */
struct dwarf_eh_bases {
	void *tbase;
	void *dbase;
	void *func;
};
extern const void *_Unwind_Find_FDE(void *pc, struct dwarf_eh_bases *bases);

struct walk {
	uintptr_t high;	 /* end of the thread's stack */
	uintptr_t start; /* frames below are not of interest */
	struct v8scope_frame *frames;
	uint32_t count;
	struct v8scope_walk_step step;
	uintptr_t frame_pointer; /* of the last frame, if that is JavaScript's */
};

bool v8scope_frames_are_of_same_function(uintptr_t ip, uintptr_t other)
{
	return ip == other || (ip != 0 && other != 0 &&
				      _Unwind_FindEnclosingFunction((void *)(ip - 1)) ==
					      _Unwind_FindEnclosingFunction((void *)(other - 1)));
}

bool v8scope_frames_has_unwind_table(uintptr_t ip)
{
	struct dwarf_eh_bases bases;

	return _Unwind_Find_FDE((void *)(ip - 1), &bases) != NULL;
}

static bool add_frame(struct walk *walk, uintptr_t ip, uintptr_t cfa, uintptr_t slot)
{
	struct v8scope_frame *frame = &walk->frames[walk->count];

	if (walk->count == V8SCOPE_FRAMES_MAX) {
		return false;
	}
	*frame = (struct v8scope_frame){
		.ip = ip,
		.cfa = cfa,
		.slot = slot,
		.is_native = v8scope_frames_has_unwind_table(ip),
	};
	walk->count++;
	return true;
}

/* Of the last frame; only if it is JavaScript's and has one that can be right. */
static void set_frame_pointer(struct walk *walk, uintptr_t frame_pointer)
{
	struct v8scope_frame *frame = &walk->frames[walk->count - 1];

	if (!frame->is_native && frame_pointer % sizeof(uintptr_t) == 0 &&
		frame_pointer >= frame->cfa &&
		frame_pointer + 2 * sizeof(uintptr_t) <= walk->high) {
		frame->frame_pointer = frame_pointer;
	}
}

static _Unwind_Reason_Code on_frame(struct _Unwind_Context *context, void *data)
{
	struct walk *walk = data;
	const struct v8scope_walk_step *step = &walk->step;

	v8scope_walk_step(&walk->step, context);
	if (step->cfa < walk->start) {
		return _URC_NO_REASON;
	}
	if (!v8scope_walk_is_sound(step, walk->high) ||
		!add_frame(walk, step->ip, step->cfa, step->slot)) {
		return _URC_END_OF_STACK;
	}
	if (!walk->frames[walk->count - 1].is_native) {
		walk->frame_pointer = step->frame_pointer;
		set_frame_pointer(walk, walk->frame_pointer);
		return _URC_END_OF_STACK;
	}
	return _URC_NO_REASON;
}

/* A frame to go on from. The assembly below knows this layout. */
struct seed {
	uintptr_t ip;
	uintptr_t sp;
	uintptr_t frame_pointer;
};

/*
 * _Unwind_Backtrace(fn, data), but for the frames from `seed` outward: it is the
 * function's own unwind table that says its caller is there.
 */
void v8scope_unwind_from(const struct seed *seed, _Unwind_Trace_Fn fn, void *data)
	__attribute__((visibility("hidden")));

#if defined(__x86_64__)
__asm__(".pushsection .text\n"
	".type v8scope_unwind_from, @function\n"
	".globl v8scope_unwind_from\n"
	".hidden v8scope_unwind_from\n"
	"v8scope_unwind_from:\n"
	"	.cfi_startproc\n"
	"	push %rbp\n"
	"	.cfi_def_cfa_offset 16\n"
	"	.cfi_offset %rbp, -16\n"
	"	mov %rsp, %rbp\n"
	"	.cfi_def_cfa_register %rbp\n"
	"	push %rdi\n" /* the seed, at rbp - 8 */
	"	sub $8, %rsp\n"
	"	mov %rsi, %rdi\n"
	"	mov %rdx, %rsi\n"
	"	.cfi_remember_state\n"
	/* CFA: seed->sp. breg6 -8, deref, plus 8, deref */
	"	.cfi_escape 0x0f, 6, 0x76, 0x78, 0x06, 0x23, 8, 0x06\n"
	/* The return address lies in seed->ip. breg6 -8, deref */
	"	.cfi_escape 0x10, 16, 3, 0x76, 0x78, 0x06\n"
	/* rbp lies in seed->frame_pointer. breg6 -8, deref, plus 16 */
	"	.cfi_escape 0x10, 6, 5, 0x76, 0x78, 0x06, 0x23, 16\n"
	"	call _Unwind_Backtrace@PLT\n"
	"	.cfi_restore_state\n"
	"	leave\n"
	"	.cfi_def_cfa %rsp, 8\n"
	"	ret\n"
	"	.cfi_endproc\n"
	".size v8scope_unwind_from, . - v8scope_unwind_from\n"
	".popsection\n");
#elif defined(__aarch64__)
__asm__(".pushsection .text\n"
	".type v8scope_unwind_from, %function\n"
	".globl v8scope_unwind_from\n"
	".hidden v8scope_unwind_from\n"
	"v8scope_unwind_from:\n"
	"	.cfi_startproc\n"
	"	hint #34\n" /* bti c */
	"	stp x29, x30, [sp, #-32]!\n"
	"	.cfi_def_cfa_offset 32\n"
	"	.cfi_offset x29, -32\n"
	"	.cfi_offset x30, -24\n"
	"	mov x29, sp\n"
	"	str x0, [sp, #16]\n" /* the seed, at x29 + 16 */
	"	mov x0, x1\n"
	"	mov x1, x2\n"
	"	.cfi_remember_state\n"
	/* CFA: seed->sp. breg29 16, deref, plus 8, deref */
	"	.cfi_escape 0x0f, 6, 0x8d, 0x10, 0x06, 0x23, 8, 0x06\n"
	/* The return address lies in seed->ip. breg29 16, deref */
	"	.cfi_escape 0x10, 30, 3, 0x8d, 0x10, 0x06\n"
	/* x29 lies in seed->frame_pointer. breg29 16, deref, plus 16 */
	"	.cfi_escape 0x10, 29, 5, 0x8d, 0x10, 0x06, 0x23, 16\n"
	"	bl _Unwind_Backtrace\n"
	"	.cfi_restore_state\n"
	"	ldp x29, x30, [sp], #32\n"
	"	.cfi_def_cfa_offset 0\n"
	"	.cfi_restore x29\n"
	"	.cfi_restore x30\n"
	"	ret\n"
	"	.cfi_endproc\n"
	".size v8scope_unwind_from, . - v8scope_unwind_from\n"
	".popsection\n");
#endif

/*
 * How much lies between the record that a frame pointer points to and the stack
 * pointer of who called. Nothing but the record itself, or what V8's entry from C++
 * into JavaScript saves before it on aarch64: 18 registers.
 */
static const uint32_t caller_distances[] = {
	V8SCOPE_FRAME_RECORD_BYTES,
#ifdef __aarch64__
	V8SCOPE_FRAME_RECORD_BYTES + 18 * sizeof(uintptr_t),
#endif
};

/* The frame that `record` returns to, and those outside of it. False if there are none. */
static bool unwind_from_record(struct walk *walk, uintptr_t record, uintptr_t ip)
{
	uintptr_t slot = record + sizeof(uintptr_t);
	uint32_t count = walk->count;

	for (size_t i = 0; i < sizeof(caller_distances) / sizeof(caller_distances[0]); i++) {
		struct seed seed = {ip, record + caller_distances[i], v8scope_stack_load(record)};

		walk->count = count;
		if (seed.sp > walk->high || !add_frame(walk, ip, seed.sp, slot)) {
			return false;
		}
		walk->frame_pointer = 0;
		walk->start = seed.sp + 1;
		v8scope_unwind_from(&seed, on_frame, walk);
		if (walk->count > count + 1) {
			return true;
		}
	}
	return false;
}

/* Over JavaScript's frames, by their frame pointers, to the C++ that called it. */
static bool cross(struct walk *walk)
{
	uintptr_t record = walk->frame_pointer;

	while (record % sizeof(uintptr_t) == 0 && record >= walk->frames[walk->count - 1].cfa &&
		record + V8SCOPE_FRAME_RECORD_BYTES <= walk->high) {
		uintptr_t outer = v8scope_stack_load(record);
		uintptr_t slot = record + sizeof(uintptr_t);
		uintptr_t ip = v8scope_return_slot_load(slot);

		if (v8scope_frames_has_unwind_table(ip)) {
			return unwind_from_record(walk, record, ip);
		}
		if (outer <= record ||
			!add_frame(walk, ip, record + V8SCOPE_FRAME_RECORD_BYTES, slot)) {
			return false;
		}
		set_frame_pointer(walk, outer);
		record = outer;
	}
	return false;
}

uint32_t v8scope_frames_walk(const struct v8scope_thread_stack *thread, uintptr_t cfa,
	struct v8scope_frame frames[V8SCOPE_FRAMES_MAX])
{
	struct walk walk = {.high = thread->high, .start = cfa, .frames = frames};

	if (cfa <= thread->low || cfa >= thread->high) {
		return 0;
	}
	_Unwind_Backtrace(on_frame, &walk);
	while (walk.count > 0 && walk.frame_pointer != 0 && cross(&walk)) {
	}
	return walk.count;
}

int32_t v8scope_frames_find(const struct v8scope_frame *frames, uint32_t count, uintptr_t address)
{
	for (uint32_t i = 0; i + 1 < count; i++) {
		if (frames[i].cfa <= address && address < frames[i + 1].cfa) {
			return (int32_t)i;
		}
	}
	return -1;
}
