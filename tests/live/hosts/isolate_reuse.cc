/* SPDX-License-Identifier: MIT */
/*
 * An isolate that leaks is disposed, and another one made at the same address,
 * which behaves.
 */
#include <new>

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

/*
 * V8 takes the memory of an isolate from operator new. This one gives it the same
 * place every time; otherwise the allocator's mood decides.
 */
static bool isolate_comes_next;
alignas(4096) static char place[1 << 20];

void *operator new(std::size_t size)
{
	void *memory;

	if (isolate_comes_next && size > 16384 && size <= sizeof(place)) {
		isolate_comes_next = false;
		return place;
	}
	memory = std::malloc(size);
	if (memory == nullptr) {
		throw std::bad_alloc();
	}
	return memory;
}

void operator delete(void *memory) noexcept
{
	if (memory != place) {
		std::free(memory);
	}
}

void operator delete(void *memory, std::size_t) noexcept
{
	operator delete(memory);
}

static v8::Isolate *new_isolate_in_place()
{
	isolate_comes_next = true;
	return host::new_isolate();
}

int main(int argc, char **argv)
{
	long calls = host::argument(argc, argv, 1, 50000);
	host::Engine engine;
	v8::Isolate *first = new_isolate_in_place();
	v8::Isolate *second;

	printf("first isolate=%p\n", (void *)first);
	live(first, first_life, calls);
	second = new_isolate_in_place();
	printf("second isolate=%p\n", (void *)second);
	live(second, second_life, calls);
	return second == first ? 0 : 1;
}
