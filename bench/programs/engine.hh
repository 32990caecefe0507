/* SPDX-License-Identifier: MIT */
/* What the programs share: one entered isolate with a context, and a clock. */
#ifndef V8SCOPE_BENCH_ENGINE_HH
#define V8SCOPE_BENCH_ENGINE_HH

#include <libplatform/libplatform.h>
#include <v8.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace bench
{

/* V8 and an entered isolate, for the life of the object. */
class Engine
{
public:
	Engine() : platform_(v8::platform::NewDefaultPlatform())
	{
		v8::V8::InitializePlatform(platform_.get());
		v8::V8::Initialize();
		allocator_.reset(v8::ArrayBuffer::Allocator::NewDefaultAllocator());
		v8::Isolate::CreateParams params;
		params.array_buffer_allocator = allocator_.get();
		isolate_ = v8::Isolate::New(params);
		isolate_->Enter();
	}
	~Engine()
	{
		isolate_->Exit();
		isolate_->Dispose();
		v8::V8::Dispose();
		v8::V8::DisposePlatform();
	}
	v8::Isolate *isolate() const
	{
		return isolate_;
	}

private:
	std::unique_ptr<v8::Platform> platform_;
	std::unique_ptr<v8::ArrayBuffer::Allocator> allocator_;
	v8::Isolate *isolate_;
};

/* CLOCK_MONOTONIC, in ns. */
inline double now()
{
	return std::chrono::duration<double, std::nano>(
		std::chrono::steady_clock::now().time_since_epoch())
		.count();
}

inline long argument(int argc, char **argv, int index, long otherwise)
{
	return argc > index ? std::strtol(argv[index], nullptr, 10) : otherwise;
}

} // namespace bench

#endif
