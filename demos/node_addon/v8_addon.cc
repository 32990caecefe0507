/* SPDX-License-Identifier: MIT */
/*
 * An addon that speaks V8's API. Each function is called from JavaScript with an
 * async function and a number, and calls the function that many times; they differ
 * in what becomes of the handles to the promises it returns.
 */
#include <node.h>

#include <vector>

using v8::Context;
using v8::EscapableHandleScope;
using v8::Function;
using v8::FunctionCallbackInfo;
using v8::Global;
using v8::HandleScope;
using v8::Isolate;
using v8::Local;
using v8::Null;
using v8::Object;
using v8::Value;

namespace
{

/* Kept for good, on purpose: at exit there is no isolate left to free them in. */
std::vector<Global<Value>> &kept()
{
	static auto *globals = new std::vector<Global<Value>>;

	return *globals;
}

struct task {
	Isolate *isolate;
	Local<Context> context;
	Local<Function> function;
	int times;
};

task read_task(const FunctionCallbackInfo<Value> &info)
{
	Isolate *isolate = info.GetIsolate();
	Local<Context> context = isolate->GetCurrentContext();

	return {isolate, context, info[0].As<Function>(),
		info[1]->Int32Value(context).FromMaybe(0)};
}

Local<Value> call(const task &task)
{
	return task.function->Call(task.context, Null(task.isolate), 0, nullptr)
		.FromMaybe(Local<Value>());
}

/* One scope around the loop: every promise stays reachable until the loop ends. */
void run_with_outer_scope(const FunctionCallbackInfo<Value> &info)
{
	task task = read_task(info);
	HandleScope scope(task.isolate); /* LEAK: the scope that outlives the iterations */

	for (int i = 0; i < task.times; i++) {
		call(task);
		task.isolate->PerformMicrotaskCheckpoint();
	}
}

/* The fix: one scope an iteration. */
void run_with_iteration_scope(const FunctionCallbackInfo<Value> &info)
{
	task task = read_task(info);

	for (int i = 0; i < task.times; i++) {
		HandleScope scope(task.isolate);

		call(task);
		task.isolate->PerformMicrotaskCheckpoint();
	}
}

/* A persistent handle each, and no Reset(). */
void keep_persistent(const FunctionCallbackInfo<Value> &info)
{
	task task = read_task(info);

	for (int i = 0; i < task.times; i++) {
		HandleScope scope(task.isolate);

		kept().emplace_back(task.isolate, call(task)); /* LEAK: persistent */
	}
}

Local<Value> escape_one(const task &task)
{
	EscapableHandleScope scope(task.isolate);

	return scope.Escape(call(task));
}

/* What escapes goes into the scope around it, which ends with the iteration. */
void run_with_escape(const FunctionCallbackInfo<Value> &info)
{
	task task = read_task(info);

	for (int i = 0; i < task.times; i++) {
		HandleScope scope(task.isolate);

		escape_one(task);
	}
}

} // namespace

NODE_MODULE_INIT(/* exports, module, context */)
{
	(void)module;
	(void)context;
	NODE_SET_METHOD(exports, "outerScope", run_with_outer_scope);
	NODE_SET_METHOD(exports, "iterationScope", run_with_iteration_scope);
	NODE_SET_METHOD(exports, "persistent", keep_persistent);
	NODE_SET_METHOD(exports, "escape", run_with_escape);
}
