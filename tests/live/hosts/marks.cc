// SPDX-License-Identifier: MIT
/*
 * A program in phases, which it marks: in "load" an outer scope gathers the handles of
 * objects, in "keep" Globals do, in "idle" neither. Each phase makes as many calls, with a
 * scope, a microtask checkpoint and some garbage each. It prints what each phase left behind
 * ("load=BYTES"), by its own full collections, and how many handles the outer scope gained.
 *
 * With "often" as second argument it marks each call; with "outlive" each call of any phase
 * escapes a value into the outer scope, and settles the promise of the call before.
 */
#include <string>
#include <vector>

#include "host.hh"
#include "v8scope/annotate.h"

struct program {
	v8::Isolate *isolate;
	v8::Local<v8::Context> context;
	std::vector<v8::Global<v8::Value>> kept;
	v8::Global<v8::Promise::Resolver> pending;
	bool often;
	bool outlive;
};

static v8::Local<v8::Value> make_object(program *program)
{
	v8::EscapableHandleScope scope(program->isolate);
	v8::Local<v8::Array> array = v8::Array::New(program->isolate, 20);

	return scope.Escape(array.As<v8::Value>());
}

__attribute__((noinline)) static void keep(program *program)
{
	program->kept.emplace_back(
		program->isolate, v8::Array::New(program->isolate, 20)); // LEAK: globals
}

/* Settles the promise of the call before, and leaves one to the next. */
static void settle_later(program *program)
{
	v8::Local<v8::Promise::Resolver> resolver =
		v8::Promise::Resolver::New(program->context).ToLocalChecked();

	if (!program->pending.IsEmpty()) {
		program->pending.Get(program->isolate)
			->Resolve(program->context, v8::Undefined(program->isolate))
			.Check();
	}
	program->pending.Reset(program->isolate, resolver);
}

static void call(program *program, const std::string &phase)
{
	if (program->often) {
		V8SCOPE_MARK(phase.c_str());
	}
	if (program->outlive) {
		make_object(program);
		settle_later(program);
	} else if (phase == "load") {
		v8::Array::New(program->isolate, 20);
	}
	{
		v8::HandleScope scope(program->isolate);

		v8::Array::New(program->isolate, 10);
		if (phase == "keep" && !program->outlive) {
			keep(program);
		}
	}
	program->isolate->PerformMicrotaskCheckpoint();
}

static void run(program *program, const char *phase, long calls)
{
	size_t before = host::live_bytes(program->isolate);
	int handles = v8::HandleScope::NumberOfHandles(program->isolate);

	V8SCOPE_MARK(phase);
	for (long i = 0; i < calls; i++) {
		call(program, phase);
	}
	printf("%s=%zd %s_handles=%d\n", phase,
		(ssize_t)(host::live_bytes(program->isolate) - before), phase,
		v8::HandleScope::NumberOfHandles(program->isolate) - handles);
}

static void run_phases(program *program, long calls) // the outer scope's function
{
	v8::HandleScope outer(program->isolate); // LEAK: outer scope

	program->context = v8::Context::New(program->isolate);
	v8::Context::Scope context_scope(program->context);
	run(program, "idle", calls);
	run(program, "load", calls);
	run(program, "keep", calls);
	run(program, "rest", calls);
}

int main(int argc, char **argv)
{
	long calls = host::argument(argc, argv, 1, 20000);
	const char *way = argc > 2 ? argv[2] : "";
	host::Engine engine;
	v8::Isolate *isolate = host::new_isolate();

	{
		v8::Isolate::Scope isolate_scope(isolate);
		program program = {isolate, {}, {}, {}, std::strcmp(way, "often") == 0,
			std::strcmp(way, "outlive") == 0};

		isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
		printf("marks=%d\n", v8scope_mark != nullptr);
		run_phases(&program, calls);
		program.kept.clear();
		program.pending.Reset();
	}
	isolate->Dispose();
	return 0;
}
