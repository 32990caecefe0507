/* SPDX-License-Identifier: MIT */
#include "engine.hh"

#include <atomic>
#include <cstdio>

static v8::Isolate isolates[64];
static std::atomic<unsigned> isolates_used;

const char *v8::V8::GetVersion()
{
	return "0.0.0-static";
}

bool v8::V8::Initialize(int build_config)
{
	if (build_config != 0) {
		std::fputs("Embedder-vs-V8 build configuration mismatch.\n", stderr);
	}
	return build_config == 0;
}

v8::Isolate *v8::Isolate::GetCurrent()
{
	static thread_local Isolate *const own = &isolates[isolates_used++ % 64];

	return own;
}

v8::HandleScope::HandleScope(Isolate *isolate)
{
	open(isolate);
}

v8::HandleScope::~HandleScope()
{
	close();
}

int v8::HandleScope::NumberOfHandles(Isolate *isolate)
{
	return isolate->handles;
}

v8::internal::Address *v8::api_internal::GlobalizeReference(
	internal::Isolate *, internal::Address *value)
{
	return new internal::Address(reinterpret_cast<internal::Address>(value));
}

void v8::api_internal::DisposeGlobal(internal::Address *slot)
{
	delete slot;
}
