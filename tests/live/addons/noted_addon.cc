/* SPDX-License-Identifier: MIT */
/* An addon whose scopes are those of handle_scope.hh, and V8's own between them. */
#include <node.h>

#include <v8scope/annotate.h>
#include <v8scope/handle_scope.hh>

using v8::Context;
using v8::Function;
using v8::FunctionCallbackInfo;
using v8::Isolate;
using v8::Local;
using v8::Null;
using v8::Object;
using v8::Value;

namespace
{

int read_times(const FunctionCallbackInfo<Value> &info)
{
	return info[1]->Int32Value(info.GetIsolate()->GetCurrentContext()).FromMaybe(0);
}

Local<Value> call(const FunctionCallbackInfo<Value> &info)
{
	Isolate *isolate = info.GetIsolate();

	return info[0]
		.As<Function>()
		->Call(isolate->GetCurrentContext(), Null(isolate), 0, nullptr)
		.FromMaybe(Local<Value>());
}

void run_with_outer_scope(const FunctionCallbackInfo<Value> &info)
{
	Isolate *isolate = info.GetIsolate();
	int times = read_times(info);
	v8scope::HandleScope scope(isolate); /* LEAK: the scope */

	for (int i = 0; i < times; i++) {
		call(info);
		isolate->PerformMicrotaskCheckpoint();
	}
}

Local<Value> escape_one(const FunctionCallbackInfo<Value> &info)
{
	v8scope::EscapableHandleScope scope(info.GetIsolate()); /* ESCAPE: the scope */

	return scope.Escape(call(info));
}

void escape(const FunctionCallbackInfo<Value> &info)
{
	int times = read_times(info);

	V8SCOPE_MARK("escape");
	for (int i = 0; i < times; i++) {
		v8scope::HandleScope scope(info.GetIsolate());

		escape_one(info);
	}
}

/* One handle in each of ours, two in each of V8's; at the innermost, all are listed. */
bool open_nest(Isolate *isolate, Local<Value> value, int depth)
{
	v8scope::HandleScope noted(isolate); /* NEST: the scope */
	Local<Value> first = Local<Value>::New(isolate, value);
	v8::HandleScope plain(noted.GetIsolate());
	Local<Value> second = Local<Value>::New(isolate, value);
	Local<Value> third = Local<Value>::New(isolate, value);

	if (depth > 1) {
		open_nest(isolate, value, depth - 1);
	} else {
		isolate->LowMemoryNotification();
	}
	/* What is left to be done keeps the frame. */
	return first->StrictEquals(second) && second->StrictEquals(third);
}

void nest(const FunctionCallbackInfo<Value> &info)
{
	info.GetReturnValue().Set(open_nest(info.GetIsolate(), info[0], read_times(info)));
}

} // namespace

NODE_MODULE_INIT(/* exports, module, context */)
{
	(void)module;
	(void)context;
	NODE_SET_METHOD(exports, "outerScope", run_with_outer_scope);
	NODE_SET_METHOD(exports, "escape", escape);
	NODE_SET_METHOD(exports, "nest", nest);
}
