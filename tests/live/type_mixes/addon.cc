/* SPDX-License-Identifier: MIT */
#include <node.h>

#include "hold.hh"

namespace
{

/* hold(make, count, path) */
void hold_handles(const v8::FunctionCallbackInfo<v8::Value> &info)
{
	v8::Isolate *isolate = info.GetIsolate();
	v8::Local<v8::Context> context = isolate->GetCurrentContext();
	v8::String::Utf8Value path(isolate, info[2]);

	hold::run(context, info[0].As<v8::Function>(), info[1]->Int32Value(context).FromJust(),
		*path);
}

} // namespace

NODE_MODULE_INIT(/* exports, module, context */)
{
	(void)module;
	(void)context;
	NODE_SET_METHOD(exports, "hold", hold_handles);
}
