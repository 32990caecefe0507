/* SPDX-License-Identifier: MIT */
/* Prints where it is loaded ("base size", hexadecimal), a return address in main() and its line. */
#include <stdint.h>
#include <stdio.h>

extern const char __executable_start[], _end[]; /* from the linker */

static void *volatile ip;

__attribute__((noinline)) static void note(void)
{
	ip = __builtin_return_address(0);
}

int main(void)
{
	int line = __LINE__ + 1;
	note();

	printf("%jx %jx %jx %d\n", (uintmax_t)(uintptr_t)__executable_start,
		(uintmax_t)(_end - __executable_start), (uintmax_t)(uintptr_t)ip, line);
	return 0;
}
