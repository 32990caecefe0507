/* SPDX-License-Identifier: MIT */
/*
 * The addon of demos/node_addon/v8_addon.cc, by nan: its templates and inline
 * functions lie between the addon and V8, and none of them is what leaks.
 */
#include <nan.h>

#include <vector>

namespace
{

/* Kept for good, on purpose: at exit there is no isolate left to free them in. */
std::vector<Nan::Global<v8::Value>> &kept()
{
	static auto *globals = new std::vector<Nan::Global<v8::Value>>;

	return *globals;
}

struct task {
	v8::Local<v8::Function> function;
	int times;
};

task read_task(const Nan::FunctionCallbackInfo<v8::Value> &info)
{
	return {info[0].As<v8::Function>(), Nan::To<int32_t>(info[1]).FromMaybe(0)};
}

v8::Local<v8::Value> call(const task &task)
{
	return Nan::Call(task.function, Nan::GetCurrentContext()->Global(), 0, nullptr)
		.FromMaybe(v8::Local<v8::Value>());
}

/* One scope around the loop: every promise stays reachable until the loop ends. */
NAN_METHOD(run_with_outer_scope)
{
	Nan::HandleScope scope; /* LEAK: the scope that outlives the iterations */
	task task = read_task(info);

	for (int i = 0; i < task.times; i++) {
		call(task);
	}
}

/* The fix: one scope an iteration. */
NAN_METHOD(run_with_iteration_scope)
{
	task task = read_task(info);

	for (int i = 0; i < task.times; i++) {
		Nan::HandleScope scope;

		call(task);
	}
}

/* A persistent handle each, and no Reset(). */
NAN_METHOD(keep_persistent)
{
	task task = read_task(info);

	for (int i = 0; i < task.times; i++) {
		Nan::HandleScope scope;

		kept().emplace_back(call(task)); /* LEAK: persistent */
	}
}

v8::Local<v8::Value> escape_one(const task &task)
{
	Nan::EscapableHandleScope scope;

	return scope.Escape(call(task));
}

/* What escapes goes into the scope around it, which ends with the iteration. */
NAN_METHOD(run_with_escape)
{
	task task = read_task(info);

	for (int i = 0; i < task.times; i++) {
		Nan::HandleScope scope;

		escape_one(task);
	}
}

NAN_MODULE_INIT(init)
{
	Nan::SetMethod(target, "outerScope", run_with_outer_scope);
	Nan::SetMethod(target, "iterationScope", run_with_iteration_scope);
	Nan::SetMethod(target, "persistent", keep_persistent);
	Nan::SetMethod(target, "escape", run_with_escape);
}

} // namespace

NAN_MODULE_WORKER_ENABLED(nan_addon, init)
