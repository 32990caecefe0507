/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "frames.h"

#include <stddef.h>
#include <unwind.h>

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
	uintptr_t frame_pointer; /* of the last frame, if that is JavaScript's */
};

bool v8scope_frames_has_unwind_table(uintptr_t ip)
{
	struct dwarf_eh_bases bases;

	return _Unwind_Find_FDE((void *)(ip - 1), &bases) != NULL;
}

__attribute__((no_sanitize("address"))) static uintptr_t load(uintptr_t address)
{
	return *(volatile const uintptr_t *)address;
}

static bool add_frame(struct walk *walk, uintptr_t ip, uintptr_t cfa)
{
	struct v8scope_frame *frame = &walk->frames[walk->count];

	if (walk->count == V8SCOPE_FRAMES_MAX) {
		return false;
	}
	*frame = (struct v8scope_frame){ip, cfa, v8scope_frames_has_unwind_table(ip), 0};
	walk->count++;
	return true;
}

#ifdef __x86_64__
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
#endif

static _Unwind_Reason_Code on_frame(struct _Unwind_Context *context, void *data)
{
	enum { DWARF_RBP = 6 };
	struct walk *walk = data;
	uintptr_t ip = _Unwind_GetIP(context);
	uintptr_t cfa = _Unwind_GetCFA(context);

	if (cfa < walk->start) {
		return _URC_NO_REASON;
	}
	if (cfa > walk->high || cfa % sizeof(uintptr_t) != 0 || load(cfa - sizeof(ip)) != ip ||
		!add_frame(walk, ip, cfa)) {
		return _URC_END_OF_STACK;
	}
	if (!walk->frames[walk->count - 1].is_native) {
#ifdef __x86_64__
		walk->frame_pointer = _Unwind_GetGR(context, DWARF_RBP);
		set_frame_pointer(walk, walk->frame_pointer);
#endif
		return _URC_END_OF_STACK;
	}
	return _URC_NO_REASON;
}

#ifdef __x86_64__
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

/* Over JavaScript's frames, by their frame pointers, to the C++ that called it. */
static bool cross(struct walk *walk, struct seed *seed)
{
	uintptr_t frame_pointer = walk->frame_pointer;

	while (frame_pointer % sizeof(uintptr_t) == 0 &&
		frame_pointer >= walk->frames[walk->count - 1].cfa &&
		frame_pointer + 2 * sizeof(uintptr_t) <= walk->high) {
		uintptr_t outer = load(frame_pointer);
		uintptr_t ip = load(frame_pointer + sizeof(uintptr_t));
		uintptr_t cfa = frame_pointer + 2 * sizeof(uintptr_t);

		if (v8scope_frames_has_unwind_table(ip)) {
			*seed = (struct seed){ip, cfa, outer};
			return true;
		}
		if (outer <= frame_pointer || !add_frame(walk, ip, cfa)) {
			return false;
		}
		set_frame_pointer(walk, outer);
		frame_pointer = outer;
	}
	return false;
}
#endif

uint32_t v8scope_frames_walk(const struct v8scope_thread_stack *thread, uintptr_t cfa,
	struct v8scope_frame frames[V8SCOPE_FRAMES_MAX])
{
	struct walk walk = {.high = thread->high, .start = cfa, .frames = frames};

	if (cfa <= thread->low || cfa >= thread->high) {
		return 0;
	}
	_Unwind_Backtrace(on_frame, &walk);
#ifdef __x86_64__
	while (walk.count > 0 && walk.frame_pointer != 0) {
		struct seed seed;

		if (!cross(&walk, &seed)) {
			break;
		}
		walk.frame_pointer = 0;
		walk.start = seed.sp;
		v8scope_unwind_from(&seed, on_frame, &walk);
	}
#endif
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
