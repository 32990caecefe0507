/* SPDX-License-Identifier: MIT */
#include <new>

#include "unloading.hh"

int v8scope_test_second_is_another_file;

v8::Global<v8::Value> *kept_by_second; /* the last one; the others are lost */

__attribute__((noinline)) static void keep_by_second(
	v8::Isolate *isolate, v8::Local<v8::Value> value)
{
	kept_by_second = new v8::Global<v8::Value>(isolate, value); // LEAK: second global
}

void leak(v8::Isolate *isolate, void *scope, long count)
{
	::new (scope) v8::HandleScope(isolate); // LEAK: second scope
	for (long i = 0; i < count; i++) {
		v8::HandleScope inner(isolate);

		keep_by_second(isolate, v8::Object::New(isolate));
	}
	for (long i = 0; i < count; i++) {
		v8::Object::New(isolate);
	}
}
