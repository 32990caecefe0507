/* SPDX-License-Identifier: MIT */
/*
 * One outer scope around a loop, and one way to use it, chosen by the first
 * argument; the second is how often. Prints the live heap's growth over the loop,
 * and the isolate's handles at its end, as V8 tells them.
 *
 *   auto       promises; V8 runs microtasks by itself, no checkpoint is asked for
 *   objects    plain objects, and no microtask checkpoint at all
 *   arrays     arrays of 200 elements: what a handle keeps is not its own object
 *   map        handles to one string, while a JavaScript Map grows: latent, not the cause
 *   nested     an inner scope, open as long, gets nine of ten promises
 *   stops      promises in the first tenth of the loop only
 *   late       promises in the last half of the loop only
 *   exit       promises; the program exits in the middle of it all
 *   buffers    array buffers of 4 KiB: external memory
 */
#include "host.hh"

struct loop {
	v8::Isolate *isolate;
	v8::Local<v8::Context> context;
	v8::Local<v8::Function> function;
	const char *way;
	long calls;
};

static bool is(const loop &loop, const char *way)
{
	return std::strcmp(loop.way, way) == 0;
}

static const char *source_for(const loop &loop)
{
	if (is(loop, "objects")) {
		return "(() => ({a: 1, b: 2}))";
	}
	if (is(loop, "arrays")) {
		return "(() => new Array(200).fill(1.5))";
	}
	if (is(loop, "map")) {
		return "(() => { const map = new Map(); let n = 0;"
		       " return () => { map.set(n++, {n}); return 'hello world'; } })()";
	}
	if (is(loop, "buffers")) {
		return "(() => new ArrayBuffer(4096))";
	}
	return "(async () => 'hello world')";
}

static void call(const loop &loop)
{
	loop.function->Call(loop.context, v8::Undefined(loop.isolate), 0, nullptr).ToLocalChecked();
}

static void end_turn(const loop &loop)
{
	if (!is(loop, "auto") && !is(loop, "objects")) {
		loop.isolate->PerformMicrotaskCheckpoint();
	}
}

static bool has_turn(const loop &loop, long i)
{
	if (is(loop, "stops")) {
		return i < loop.calls / 10;
	}
	return !is(loop, "late") || i >= loop.calls / 2;
}

static void print(const loop &loop, size_t before)
{
	printf("growth=%zd handles=%d\n", (ssize_t)(host::live_bytes(loop.isolate) - before),
		v8::HandleScope::NumberOfHandles(loop.isolate));
	fflush(stdout);
}

__attribute__((noinline)) static void fill_inner_scope(const loop &loop, size_t before)
{
	v8::HandleScope inner(loop.isolate); // LEAK: inner scope

	for (long i = 0; i < loop.calls / 10 * 9; i++) {
		call(loop);
		end_turn(loop);
	}
	print(loop, before);
}

__attribute__((noinline)) static void run_in_outer_scope(
	v8::Isolate *isolate, const char *way, long calls)
{
	v8::HandleScope outer(isolate); // LEAK: outer scope
	loop loop = {isolate, v8::Context::New(isolate), {}, way, calls};
	v8::Context::Scope context_scope(loop.context);
	size_t before;

	loop.function = host::compile(isolate, loop.context, source_for(loop));
	before = host::live_bytes(isolate);
	if (is(loop, "nested")) {
		for (long i = 0; i < calls / 10; i++) {
			call(loop);
			end_turn(loop);
		}
		fill_inner_scope(loop, before);
		return;
	}
	for (long i = 0; i < calls; i++) {
		if (has_turn(loop, i)) {
			call(loop);
			end_turn(loop);
		} else {
			v8::HandleScope turn(isolate);

			call(loop);
			end_turn(loop);
		}
	}
	print(loop, before);
	if (is(loop, "exit")) {
		exit(5);
	}
}

int main(int argc, char **argv)
{
	const char *way = argc > 1 ? argv[1] : "auto";
	long calls = host::argument(argc, argv, 2, 50000);
	host::Engine engine;
	v8::Isolate *isolate = host::new_isolate();

	{
		v8::Isolate::Scope isolate_scope(isolate);

		if (std::strcmp(way, "auto") != 0) {
			isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
		}
		run_in_outer_scope(isolate, way, calls);
	}
	isolate->Dispose();
	return 0;
}
