/* SPDX-License-Identifier: MIT */
/* Stands for V8's library: exports a function, and calls it itself. */
__attribute__((visibility("default"))) int _ZN2v84test6answerEv(void);
__attribute__((visibility("default"))) int provider_calls_itself(void);

int _ZN2v84test6answerEv(void)
{
	return 42;
}

int provider_calls_itself(void)
{
	return _ZN2v84test6answerEv();
}
