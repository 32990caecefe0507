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

EXPORT void fixture_plain(struct fixture_record *record)
{
	plain_serve(record);
	__asm__ volatile("" ::: "memory");
}
