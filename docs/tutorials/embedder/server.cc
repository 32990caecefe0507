// SPDX-License-Identifier: MIT
// A server that hands each message to a handler in JavaScript. The messages are made up here;
// everything that concerns V8 is as in a real one.
//
// server [MESSAGES]
#include <libplatform/libplatform.h>
#include <v8.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

using namespace v8;

static const char handler_source[] = R"(
	let seen = 0;
	async function handle(message) {
		seen++;
		return { id: seen, text: message };
	}
	handle
)";

static Local<String> text(Isolate *isolate, const std::string &string)
{
	return String::NewFromUtf8(isolate, string.c_str()).ToLocalChecked();
}

static Local<Function> load_handler(Local<Context> context)
{
	Local<String> source = text(context->GetIsolate(), handler_source);
	Local<Script> script = Script::Compile(context, source).ToLocalChecked();

	return script->Run(context).ToLocalChecked().As<Function>();
}

static void handle_message(Local<Context> context, Local<Function> handler, int number)
{
	Isolate *isolate = context->GetIsolate();
	Local<Value> message = text(isolate, "message " + std::to_string(number));

	handler->Call(context, Undefined(isolate), 1, &message).ToLocalChecked();
	isolate->PerformMicrotaskCheckpoint();
}

static void print_heap(Isolate *isolate, int number)
{
	HeapStatistics heap;

	isolate->GetHeapStatistics(&heap);
	std::printf("%7d messages, heap %5.1f MiB\n", number, heap.used_heap_size() / 1048576.0);
}

static void serve(Isolate *isolate, int messages)
{
	HandleScope scope(isolate);
	Local<Context> context = Context::New(isolate);
	Context::Scope context_scope(context);
	Local<Function> handler = load_handler(context);

	for (int number = 1; number <= messages; number++) {
		handle_message(context, handler, number);
		if (number % 50000 == 0) {
			print_heap(isolate, number);
		}
	}
}

int main(int argc, char **argv)
{
	std::unique_ptr<Platform> platform = platform::NewDefaultPlatform();
	V8::InitializePlatform(platform.get());
	V8::Initialize();
	std::unique_ptr<ArrayBuffer::Allocator> allocator(
		ArrayBuffer::Allocator::NewDefaultAllocator());
	Isolate::CreateParams params;
	params.array_buffer_allocator = allocator.get();
	Isolate *isolate = Isolate::New(params);
	isolate->SetMicrotasksPolicy(MicrotasksPolicy::kExplicit);
	{
		Isolate::Scope isolate_scope(isolate);
		serve(isolate, argc > 1 ? std::atoi(argv[1]) : 200000);
	}
	isolate->Dispose();
	V8::Dispose();
	V8::DisposePlatform();
}
