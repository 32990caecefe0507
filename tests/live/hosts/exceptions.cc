/* SPDX-License-Identifier: MIT */
/*
 * C++ exceptions thrown through open scopes, under an outer scope that leaks.
 * With "longjmp" as the second argument the scopes' destructors are skipped.
 */
#include <csetjmp>
#include <stdexcept>

#include "host.hh"

static const char source[] = "(async () => 'hello world')";
static std::jmp_buf escape_hatch;

__attribute__((noinline)) static void inner(v8::Isolate *isolate, bool jump)
{
	v8::HandleScope scope(isolate);

	for (int i = 0; i < 7; i++) {
		v8::Number::New(isolate, i + 0.5);
	}
	if (jump) {
		std::longjmp(escape_hatch, 1);
	}
	throw std::runtime_error("thrown across two scopes");
}

__attribute__((noinline)) static void outer(v8::Isolate *isolate, bool jump)
{
	v8::EscapableHandleScope scope(isolate);

	v8::Number::New(isolate, 0.25);
	inner(isolate, jump);
}

__attribute__((noinline)) static void one_round(v8::Isolate *isolate, bool jump)
{
	if (jump) {
		if (setjmp(escape_hatch) == 0) {
			outer(isolate, jump);
		}
		return;
	}
	try {
		outer(isolate, jump);
	} catch (const std::runtime_error &) {
	}
}

__attribute__((noinline)) static void leak_beside_exceptions(
	v8::Isolate *isolate, long calls, bool jump)
{
	v8::HandleScope leaking(isolate); // LEAK: exceptions
	v8::Local<v8::Context> context = v8::Context::New(isolate);
	v8::Context::Scope context_scope(context);
	v8::Local<v8::Function> function = host::compile(isolate, context, source);
	size_t before = host::live_bytes(isolate);

	for (long i = 0; i < calls; i++) {
		one_round(isolate, jump);
		function->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocalChecked();
		isolate->PerformMicrotaskCheckpoint();
	}
	printf("leaking growth=%zu handles=%d\n", host::live_bytes(isolate) - before,
		v8::HandleScope::NumberOfHandles(isolate));
}

int main(int argc, char **argv)
{
	long calls = host::argument(argc, argv, 1, 50000);
	bool jump = argc > 2 && std::strcmp(argv[2], "longjmp") == 0;
	host::Engine engine;
	v8::Isolate *isolate = host::new_isolate();

	{
		v8::Isolate::Scope isolate_scope(isolate);

		isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
		leak_beside_exceptions(isolate, calls, jump);
	}
	isolate->Dispose();
	return 0;
}
