/* SPDX-License-Identifier: MIT */
/* Stands for V8's library: exports a function, and calls it itself. */
#include <unistd.h>

__attribute__((visibility("default"))) int _ZN2v84test6answerEv(void);
__attribute__((visibility("default"))) int provider_calls_itself(void);

__attribute__((visibility("default"))) int provider_calls_library(void);

int provider_calls_library(void)
{
	return getppid();
}

int _ZN2v84test6answerEv(void)
{
	return 42;
}

int provider_calls_itself(void)
{
	return _ZN2v84test6answerEv();
}
