/* SPDX-License-Identifier: MIT */
/*
 * A host with a promise hook and a near-heap-limit callback of its own: both must
 * be called as if v8scope were not there. Prints how often they were.
 */
#include "host.hh"

static long hook_calls;
static long limit_calls;

static void on_promise(v8::PromiseHookType, v8::Local<v8::Promise>, v8::Local<v8::Value>)
{
	hook_calls++;
}

static size_t on_near_limit(void *, size_t current, size_t)
{
	limit_calls++;
	return current * 2;
}

int main(int argc, char **argv)
{
	long calls = host::argument(argc, argv, 1, 1000);
	host::Engine engine;
	v8::Isolate::CreateParams params;
	v8::Isolate *isolate;

	params.array_buffer_allocator = v8::ArrayBuffer::Allocator::NewDefaultAllocator();
	params.constraints.ConfigureDefaultsFromHeapSize(0, 16 << 20);
	isolate = v8::Isolate::New(params);
	{
		v8::Isolate::Scope isolate_scope(isolate);
		v8::HandleScope scope(isolate);
		v8::Local<v8::Context> context = v8::Context::New(isolate);
		v8::Context::Scope context_scope(context);
		v8::Local<v8::Function> function =
			host::compile(isolate, context, "(async () => 'hello world')");
		v8::Local<v8::Function> hog = host::compile(isolate, context,
			"(() => { let a = []; for (let i = 0; i < 300000; i++) a.push({i});"
			" return a.length; })");

		isolate->SetPromiseHook(on_promise);
		isolate->AddNearHeapLimitCallback(on_near_limit, nullptr);
		for (long i = 0; i < calls; i++) {
			function->Call(context, v8::Undefined(isolate), 0, nullptr)
				.ToLocalChecked();
		}
		isolate->SetPromiseHook(nullptr);
		for (long i = 0; i < calls; i++) {
			function->Call(context, v8::Undefined(isolate), 0, nullptr)
				.ToLocalChecked();
		}
		hog->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocalChecked();
		isolate->RemoveNearHeapLimitCallback(on_near_limit, 0);
	}
	isolate->Dispose();
	printf("hook_calls=%ld limit_was_near=%d\n", hook_calls, limit_calls > 0);
	return 0;
}
