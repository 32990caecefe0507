/* SPDX-License-Identifier: MIT */
#include "engine.hh"

static v8::Isolate the_isolate;

const char *v8::V8::GetVersion()
{
	return "0.0.0-static";
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
