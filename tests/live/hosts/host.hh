/* SPDX-License-Identifier: MIT */
/* What the hosts of the live tests share: V8 up and down, an isolate, a function. */
#ifndef V8SCOPE_TEST_HOST_HH
#define V8SCOPE_TEST_HOST_HH

#include <libplatform/libplatform.h>
#include <v8.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace host
{

/* V8 for the life of the object. */
class Engine
{
public:
	Engine() : platform_(v8::platform::NewDefaultPlatform())
	{
		v8::V8::InitializePlatform(platform_.get());
		v8::V8::Initialize();
	}
	~Engine()
	{
		v8::V8::Dispose();
		v8::V8::DisposePlatform();
	}

private:
	std::unique_ptr<v8::Platform> platform_;
};

inline v8::Isolate *new_isolate()
{
	v8::Isolate::CreateParams params;

	/* Lives as long as the process: isolates of a host share it. */
	static v8::ArrayBuffer::Allocator *const allocator =
		v8::ArrayBuffer::Allocator::NewDefaultAllocator();
	params.array_buffer_allocator = allocator;
	return v8::Isolate::New(params);
}

/* The function that `source` evaluates to. */
inline v8::Local<v8::Function> compile(
	v8::Isolate *isolate, v8::Local<v8::Context> context, const char *source)
{
	v8::Local<v8::String> text = v8::String::NewFromUtf8(isolate, source).ToLocalChecked();
	v8::Local<v8::Script> script = v8::Script::Compile(context, text).ToLocalChecked();

	return script->Run(context).ToLocalChecked().As<v8::Function>();
}

/* Live bytes, measured without v8scope. */
inline size_t live_bytes(v8::Isolate *isolate)
{
	v8::HeapStatistics statistics;

	isolate->LowMemoryNotification();
	isolate->GetHeapStatistics(&statistics);
	return statistics.used_heap_size();
}

inline long argument(int argc, char **argv, int index, long otherwise)
{
	return argc > index ? std::strtol(argv[index], nullptr, 10) : otherwise;
}

} // namespace host

#endif
