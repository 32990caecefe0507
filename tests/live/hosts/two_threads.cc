/* SPDX-License-Identifier: MIT */
/*
 * Two threads with an isolate each, at the same time: one leaks promises into an
 * outer scope, the other opens a scope per call. Prints what each measured.
 */
#include <thread>

#include "host.hh"

static const char source[] = "(async () => 'hello world')";

__attribute__((noinline)) static void leak_in_first_thread(
	v8::Isolate *isolate, v8::Global<v8::Context> *global_context, long calls)
{
	v8::HandleScope outer(isolate); // LEAK: two_threads
	v8::Local<v8::Context> context = global_context->Get(isolate);
	v8::Context::Scope context_scope(context);
	v8::Local<v8::Function> function = host::compile(isolate, context, source);
	size_t before = host::live_bytes(isolate);

	for (long i = 0; i < calls; i++) {
		function->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocalChecked();
		isolate->PerformMicrotaskCheckpoint();
	}
	printf("leaking isolate=%p growth=%zu handles=%d\n", (void *)isolate,
		host::live_bytes(isolate) - before, v8::HandleScope::NumberOfHandles(isolate));
}

__attribute__((noinline)) static void behave_in_second_thread(
	v8::Isolate *isolate, v8::Global<v8::Context> *global_context, long calls)
{
	for (long i = 0; i < calls; i++) {
		v8::HandleScope inner(isolate);
		v8::Local<v8::Context> context = global_context->Get(isolate);
		v8::Context::Scope context_scope(context);
		v8::Local<v8::Function> function = host::compile(isolate, context, source);

		function->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocalChecked();
		isolate->PerformMicrotaskCheckpoint();
	}
	printf("behaving isolate=%p\n", (void *)isolate);
}

using work = void (*)(v8::Isolate *, v8::Global<v8::Context> *, long);

static void run(work work, long calls)
{
	v8::Isolate *isolate = host::new_isolate();

	{
		v8::Isolate::Scope isolate_scope(isolate);
		v8::Global<v8::Context> context;

		isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
		{
			v8::HandleScope setup(isolate);
			context.Reset(isolate, v8::Context::New(isolate));
		}
		work(isolate, &context, calls);
		context.Reset();
	}
	isolate->Dispose();
}

int main(int argc, char **argv)
{
	long calls = host::argument(argc, argv, 1, 50000);
	host::Engine engine;
	std::thread first(run, leak_in_first_thread, calls);
	std::thread second(run, behave_in_second_thread, calls);

	first.join();
	second.join();
	return 0;
}
