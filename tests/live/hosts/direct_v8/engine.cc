/* SPDX-License-Identifier: MIT */
#include "engine.hh"

static v8::Isolate the_isolate;

const char *v8::V8::GetVersion()
{
	return "0.0.0-direct";
}

v8::Isolate *v8::Isolate::GetCurrent()
{
	return &the_isolate;
}

void v8::Context::Enter()
{
}

void v8::Context::Exit()
{
}

v8::HandleScope::HandleScope(Isolate *isolate) : isolate_(isolate), prev_next_(), prev_limit_()
{
}

v8::HandleScope::~HandleScope()
{
	isolate_ = nullptr;
}

int v8::HandleScope::NumberOfHandles(Isolate *isolate)
{
	(void)isolate;
	return 1;
}
