/* SPDX-License-Identifier: MIT */
/*
 * Random programs: two processes with isolates that run at the same time, each of
 * which does one thing to its heap for as long as it lives, with all that goes on
 * beside it. The same seed gives the same program.
 */
#ifndef V8SCOPE_TESTS_PROGRAM_H
#define V8SCOPE_TESTS_PROGRAM_H

#include "recording.h"

/* What an isolate does. */
enum habit {
	HABIT_SOUND,	   /* scopes that close, a heap that stays */
	HABIT_BATCHES,	   /* long scopes that gather and release, one after the other */
	HABIT_CACHE,	   /* globals and a heap that grow, and stop */
	HABIT_LATENT,	   /* handles that pile up, and a heap that stays */
	HABIT_JAVASCRIPT,  /* a heap that grows, and no handles */
	HABIT_SCOPE_LEAK,  /* a scope that gathers what grows */
	HABIT_GLOBAL_LEAK, /* a place that creates globals and disposes none */
	HABIT_COUNT,
};

#define PROGRAM_ISOLATES 4

struct program {
	struct recording recording;
	struct {
		int64_t pid;
		uintptr_t address;
		enum habit habit;
	} isolates[PROGRAM_ISOLATES];
};

void program_init(struct program *program, uint32_t seed);
void program_fini(struct program *program);

/* What becomes of isolate `index`; NULL: the report does not have it. */
const struct v8scope_report_isolate *program_find_isolate(
	const struct program *program, const struct v8scope_report *report, guint index);

static inline bool habit_is_leak(enum habit habit)
{
	return habit == HABIT_SCOPE_LEAK || habit == HABIT_GLOBAL_LEAK;
}

#endif
