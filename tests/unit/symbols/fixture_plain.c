/* SPDX-License-Identifier: MIT */
/* Built without debug info; a name is what rustc makes of mycrate::serve(). */
#include "fixture.h"

#define EXPORT __attribute__((visibility("default")))
#define NOINLINE __attribute__((noinline))

void plain_serve(struct fixture_record *record) __asm__("_RNvCs1234_7mycrate5serve");
fixture_run fixture_plain;

static NOINLINE void note(const void **ip)
{
	*ip = __builtin_return_address(0);
	__asm__ volatile("" ::: "memory");
}

NOINLINE void plain_serve(struct fixture_record *record)
{
	note(&record->ips[0]);
	__asm__ volatile("" ::: "memory");
}

/* A function of assembler, with another name, neither with a size, and one that nobody named. */
__asm__(".pushsection .text\n"
	"	.skip 16, 0xcc\n"
	"sizeless_local:\n"
	"	.globl sizeless\n"
	"	.hidden sizeless\n"
	"sizeless:\n"
	"	ret\n"
	"	.popsection\n");
extern const char sizeless[] __attribute__((visibility("hidden")));
fixture_run fixture_assembler;

EXPORT void fixture_assembler(struct fixture_record *record)
{
	record->ips[0] = sizeless + 1; /* a return address: the byte before it is looked up */
}

EXPORT void fixture_plain(struct fixture_record *record)
{
	plain_serve(record);
	__asm__ volatile("" ::: "memory");
}
