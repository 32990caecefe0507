/* SPDX-License-Identifier: MIT */
/*
 * An isolate that leaks is disposed, and another one made at the same address,
 * which behaves. Exits with 77 if V8 never gave the same address again.
 */
#include <malloc.h>

#include <vector>

#include "host.hh"

static const char source[] = "(async () => 'hello world')";

__attribute__((noinline)) static void first_life(v8::Isolate *isolate, long calls)
{
	v8::HandleScope outer(isolate); // LEAK: isolate_reuse
	v8::Local<v8::Context> context = v8::Context::New(isolate);
	v8::Context::Scope context_scope(context);
	v8::Local<v8::Function> function = host::compile(isolate, context, source);

	for (long i = 0; i < calls; i++) {
		function->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocalChecked();
		isolate->PerformMicrotaskCheckpoint();
	}
}

__attribute__((noinline)) static void second_life(v8::Isolate *isolate, long calls)
{
	v8::HandleScope outer(isolate);
	v8::Local<v8::Context> context = v8::Context::New(isolate);
	v8::Context::Scope context_scope(context);
	v8::Local<v8::Function> function = host::compile(isolate, context, source);

	for (long i = 0; i < calls; i++) {
		v8::HandleScope inner(isolate);

		function->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocalChecked();
		isolate->PerformMicrotaskCheckpoint();
	}
}

static void live(v8::Isolate *isolate, void (*life)(v8::Isolate *, long), long calls)
{
	{
		v8::Isolate::Scope isolate_scope(isolate);

		isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
		life(isolate, calls);
	}
	isolate->Dispose();
}

/* Whether V8 hands out the address again at once depends on the allocator's mood. */
static v8::Isolate *new_isolate_at(v8::Isolate *address)
{
	std::vector<v8::Isolate *> others;
	v8::Isolate *isolate = host::new_isolate();

	while (isolate != address && others.size() < 50) {
		others.push_back(isolate);
		isolate = host::new_isolate();
	}
	for (v8::Isolate *other : others) {
		other->Dispose();
	}
	return isolate;
}

int main(int argc, char **argv)
{
	long calls = host::argument(argc, argv, 1, 50000);
	/* Isolates get mappings of their own, which the kernel is quick to reuse. */
	mallopt(M_MMAP_THRESHOLD, 16384);
	host::Engine engine;
	v8::Isolate *filler = host::new_isolate(); /* takes what the heap has left */
	v8::Isolate *first = host::new_isolate();
	v8::Isolate *second;

	printf("first isolate=%p\n", (void *)first);
	live(first, first_life, calls);
	second = new_isolate_at(first);
	printf("second isolate=%p\n", (void *)second);
	live(second, second_life, calls);
	filler->Dispose();
	return second == first ? 0 : 77;
}
