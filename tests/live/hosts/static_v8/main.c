/* SPDX-License-Identifier: MIT */
/* Opens scopes in one another and in a loop, through the C functions only. */
#include <stdint.h>
#include <stdlib.h>

void v8__HandleScope__CONSTRUCT(uintptr_t scope[3], void *isolate);
void v8__HandleScope__DESTRUCT(uintptr_t scope[3]);
const void *v8__Local__New(void *isolate, const void *other);
void *v8__Isolate__GetCurrent(void);

__attribute__((noinline)) static void open_inner_scope(void *isolate, const void *value)
{
	uintptr_t scope[3];

	v8__HandleScope__CONSTRUCT(scope, isolate);
	v8__Local__New(isolate, value);
	v8__HandleScope__DESTRUCT(scope);
}

int main(int argc, char **argv)
{
	void *isolate = v8__Isolate__GetCurrent();
	long count = argc > 1 ? strtol(argv[1], NULL, 10) : 1;
	uintptr_t scope[3];

	v8__HandleScope__CONSTRUCT(scope, isolate);
	for (long i = 0; i < count; i++) {
		open_inner_scope(isolate, &count);
	}
	v8__HandleScope__DESTRUCT(scope);
	return 0;
}
