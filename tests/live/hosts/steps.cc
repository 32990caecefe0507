/* SPDX-License-Identifier: MIT */
/*
 * Calls an async function in steps, one for each line of its standard input, until that says
 * "end" or ends: what happens around it can be in between.
 *
 *   steps outer|iteration CALLS
 *
 * "outer" keeps a handle to each promise in the scope around all steps; "iteration" opens one
 * around each call. Each step prints its number, the isolate's handles, and by how much the heap
 * has grown.
 */
#include "host.hh"

enum { LINE_SIZE = 16 };

static v8::Local<v8::Value> call(v8::Local<v8::Context> context, v8::Local<v8::Function> function)
{
	v8::Isolate *isolate = context->GetIsolate();
	v8::Local<v8::Value> promise =
		function->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocalChecked();

	isolate->PerformMicrotaskCheckpoint();
	return promise;
}

__attribute__((noinline)) static void step(
	v8::Local<v8::Context> context, v8::Local<v8::Function> function, long calls, bool fixed)
{
	for (long i = 0; i < calls; i++) {
		if (fixed) {
			v8::HandleScope scope(context->GetIsolate());

			(void)call(context, function);
		} else {
			(void)call(context, function); // LEAK: now at
		}
	}
}

__attribute__((noinline)) static void take_steps(v8::Isolate *isolate, long calls, bool fixed)
{
	v8::HandleScope scope(isolate); // LEAK: the scope around all steps
	v8::Local<v8::Context> context = v8::Context::New(isolate);
	v8::Context::Scope context_scope(context);
	v8::Local<v8::Function> function =
		host::compile(isolate, context, "(async () => 'hello world')");
	char line[LINE_SIZE];

	(void)call(context, function);
	size_t before = host::live_bytes(isolate);
	for (int number = 1; fgets(line, sizeof(line), stdin) && std::strcmp(line, "end\n") != 0;
		number++) {
		step(context, function, calls, fixed);
		printf("step=%d handles=%d growth_bytes=%zd\n", number,
			v8::HandleScope::NumberOfHandles(isolate),
			(ssize_t)(host::live_bytes(isolate) - before));
		fflush(stdout);
	}
}

int main(int argc, char **argv)
{
	bool fixed = argc > 1 && std::strcmp(argv[1], "iteration") == 0;
	long calls = host::argument(argc, argv, 2, 10000);
	host::Engine engine;
	v8::Isolate *isolate = host::new_isolate();

	{
		v8::Isolate::Scope isolate_scope(isolate);

		isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
		take_steps(isolate, calls, fixed);
	}
	isolate->Dispose();
	return 0;
}
