/* SPDX-License-Identifier: MIT */
/* Stands for an addon: calls V8's function. */
int _ZN2v84test6answerEv(void);
__attribute__((visibility("default"))) int importer_calls(void);
__attribute__((visibility("default"))) int importer_calls_through_pointer(void);

int importer_calls(void)
{
	return _ZN2v84test6answerEv();
}

int importer_calls_through_pointer(void)
{
	int (*volatile answer)(void) = _ZN2v84test6answerEv;

	return answer();
}
