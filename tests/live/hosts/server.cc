/* SPDX-License-Identifier: MIT */
/*
 * A server with a leak: one scope spans all requests, and each leaves its session in it. Its own
 * near-heap-limit callback raises V8's limit twice, and says so, before V8 ends it. With a number
 * it serves so many requests and waits for its standard input to end, before it goes on.
 */
#include "host.hh"

static const size_t limit_bytes = 24 << 20;
static int rises;

static size_t on_near_limit(void *, size_t current, size_t)
{
	if (rises == 2) {
		return current;
	}
	rises++;
	printf("limit raised %d\n", rises);
	fflush(stdout);
	return current + (8 << 20);
}

/* What a request needs for itself ends with it. */
static void __attribute__((noinline))
answer(v8::Isolate *isolate, v8::Local<v8::Context> context, v8::Local<v8::Function> function)
{
	v8::HandleScope scope(isolate);

	function->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocalChecked();
}

static void __attribute__((noinline)) serve(v8::Isolate *isolate, long pause_after)
{
	v8::HandleScope scope(isolate); /* LEAK: of all requests */
	v8::Local<v8::Context> context = v8::Context::New(isolate);
	v8::Context::Scope context_scope(context);
	v8::Local<v8::Function> session = host::compile(isolate, context,
		"(() => { let s = []; for (let i = 0; i < 100; i++) s.push(i); return s; })");
	v8::Local<v8::Function> work = host::compile(isolate, context, "(() => 'hello')");

	for (long i = 0;; i++) {
		session->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocalChecked();
		answer(isolate, context, work);
		isolate->PerformMicrotaskCheckpoint();
		if (i + 1 == pause_after) {
			printf("waiting\n");
			fflush(stdout);
			while (getchar() != EOF) {
			}
		}
	}
}

int main(int argc, char **argv)
{
	host::Engine engine;
	v8::Isolate::CreateParams params;
	v8::Isolate *isolate;

	params.array_buffer_allocator = v8::ArrayBuffer::Allocator::NewDefaultAllocator();
	params.constraints.ConfigureDefaultsFromHeapSize(0, limit_bytes);
	isolate = v8::Isolate::New(params);
	v8::Isolate::Scope isolate_scope(isolate);
	isolate->AddNearHeapLimitCallback(on_near_limit, nullptr);
	serve(isolate, host::argument(argc, argv, 1, 0));
}
