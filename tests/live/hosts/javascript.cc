/* SPDX-License-Identifier: MIT */
/*
 * An embedder whose JavaScript calls back into C++, which calls JavaScript again. The
 * innermost function leaks: into a scope of its own around a loop. How far in it is, is
 * the first argument; 0: C++ only, below no JavaScript.
 */
#include "host.hh"

namespace
{

constexpr int calls = 100000;
int nested;

constexpr const char *source = "(function enter(native) {\n"
			       "\tconst again = () => {\n"
			       "\t\tnative(native);\n"
			       "\t};\n"
			       "\tagain();\n"
			       "})";

void leak(v8::Isolate *isolate)
{
	v8::Local<v8::Context> context = isolate->GetCurrentContext();
	v8::Local<v8::Function> work =
		host::compile(isolate, context, "(async function work() { return 1; })");
	v8::HandleScope scope(isolate);

	for (int i = 0; i < calls; i++) {
		work->Call(context, v8::Null(isolate), 0, nullptr).ToLocalChecked();
		isolate->PerformMicrotaskCheckpoint();
	}
}

void enter(v8::Isolate *isolate, v8::Local<v8::Value> native);

void on_call(const v8::FunctionCallbackInfo<v8::Value> &info)
{
	enter(info.GetIsolate(), info[0]);
}

void enter(v8::Isolate *isolate, v8::Local<v8::Value> native)
{
	v8::Local<v8::Context> context = isolate->GetCurrentContext();
	v8::ScriptOrigin origin(
		isolate, v8::String::NewFromUtf8Literal(isolate, "embedded.js"), 100);
	v8::Local<v8::String> text = v8::String::NewFromUtf8(isolate, source).ToLocalChecked();

	if (nested-- == 0) {
		leak(isolate);
		return;
	}
	v8::Script::Compile(context, text, &origin)
		.ToLocalChecked()
		->Run(context)
		.ToLocalChecked()
		.As<v8::Function>()
		->Call(context, v8::Null(isolate), 1, &native)
		.ToLocalChecked();
}

} // namespace

int main(int argc, char **argv)
{
	nested = argc > 1 ? atoi(argv[1]) : 0;

	host::Engine engine;
	v8::Isolate *isolate = host::new_isolate();
	{
		v8::Isolate::Scope isolate_scope(isolate);
		v8::HandleScope scope(isolate);
		v8::Local<v8::Context> context = v8::Context::New(isolate);
		v8::Context::Scope context_scope(context);

		enter(isolate, v8::Function::New(context, on_call).ToLocalChecked());
	}
	isolate->Dispose();
	return 0;
}
