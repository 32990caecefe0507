/* SPDX-License-Identifier: MIT */
#include <new>

#include "unloading.hh"

v8::Global<v8::Value> *kept_by_first; /* the last one; the others are lost */

__attribute__((noinline)) static void keep_by_first(
	v8::Isolate *isolate, v8::Local<v8::Value> value)
{
	kept_by_first = new v8::Global<v8::Value>(isolate, value); // LEAK: first global
}

void leak(v8::Isolate *isolate, void *scope, long count)
{
	::new (scope) v8::HandleScope(isolate); // LEAK: first scope
	for (long i = 0; i < count; i++) {
		v8::HandleScope inner(isolate);

		keep_by_first(isolate, v8::Object::New(isolate));
	}
	for (long i = 0; i < count; i++) {
		v8::Object::New(isolate);
	}
}
