/* SPDX-License-Identifier: MIT */
#include "engine.hh"

#include <cstdio>

static v8::Isolate the_isolate;

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
	return &the_isolate;
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
