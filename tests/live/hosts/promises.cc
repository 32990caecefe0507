/* SPDX-License-Identifier: MIT */
/*
 * Promises in one outer scope, whose fate is chosen by the first argument; the second
 * is how many calls are made. Prints what it counted itself, with a weak handle of its
 * own on each promise: how many there were, and after a full collection how many of
 * them were alive.
 *
 *   keep       every promise is kept by a handle in the outer scope
 *   drop       none is: each call has a scope of its own
 *   half       each call makes two and keeps the second
 *   sixteenth  each call makes sixteen and keeps the last
 *   never      as keep; one in ten is never settled
 *   delay      as keep; settled by the host, 40 ms after it was made
 *   endless    as keep, until it is killed; it watches none itself, and prints how much
 *              V8 has in global handles every so many calls
 */
#include <unistd.h>

#include <vector>

#include "host.hh"

namespace
{

struct census {
	bool on;
	long created;
	long dead;
	std::vector<v8::Global<v8::Promise> *> watched;
};

census census;

void on_death(const v8::WeakCallbackInfo<v8::Global<v8::Promise>> &info)
{
	info.GetParameter()->Reset();
	::census.dead++;
}

/* A hook of the host's own; v8scope's must let it have its turn. */
void on_promise(v8::PromiseHookType type, v8::Local<v8::Promise> promise, v8::Local<v8::Value>)
{
	if (type != v8::PromiseHookType::kInit || !::census.on) {
		return;
	}
	auto *global = new v8::Global<v8::Promise>(promise->GetIsolate(), promise);

	global->SetWeak(global, on_death, v8::WeakCallbackType::kParameter);
	::census.watched.push_back(global);
	::census.created++;
}

struct loop {
	v8::Isolate *isolate;
	v8::Local<v8::Context> context;
	v8::Local<v8::Function> function;
	const char *way;
	long calls;
};

bool is(const loop &loop, const char *way)
{
	return std::strcmp(loop.way, way) == 0;
}

const char *source_for(const loop &loop)
{
	if (is(loop, "half")) {
		return "(() => { const work = async () => 'hello world';"
		       " return () => { work(); return work(); } })()";
	}
	if (is(loop, "sixteenth")) {
		return "(() => { const work = async () => 'hello world';"
		       " return () => { for (let i = 0; i < 15; i++) { work(); } return work(); } "
		       "})()";
	}
	if (is(loop, "never")) {
		return "(() => { let n = 0; return () => n++ % 10 == 0 ? new Promise(() => {}) :"
		       " Promise.resolve('hello world'); })()";
	}
	return "(async () => 'hello world')";
}

void call(const loop &loop)
{
	loop.function->Call(loop.context, v8::Undefined(loop.isolate), 0, nullptr).ToLocalChecked();
	loop.isolate->PerformMicrotaskCheckpoint();
}

/* A timer's promises, a hundred at a time. */
void delay(const loop &loop)
{
	constexpr long batch = 100;

	for (long i = 0; i < loop.calls; i += batch) {
		std::vector<v8::Local<v8::Promise::Resolver>> resolvers;

		for (long j = 0; j < batch; j++) {
			resolvers.push_back(
				v8::Promise::Resolver::New(loop.context).ToLocalChecked());
		}
		usleep(40 * 1000);
		for (auto &resolver : resolvers) {
			resolver->Resolve(loop.context, v8::Undefined(loop.isolate)).Check();
		}
		loop.isolate->PerformMicrotaskCheckpoint();
	}
}

void run_endlessly(const loop &loop)
{
	for (;;) {
		v8::HeapStatistics statistics;

		for (long i = 0; i < loop.calls; i++) {
			call(loop);
		}
		loop.isolate->GetHeapStatistics(&statistics);
		printf("global_bytes=%zu\n", statistics.used_global_handles_size());
		fflush(stdout);
	}
}

void run(const loop &loop)
{
	if (is(loop, "endless")) {
		run_endlessly(loop);
	}
	if (is(loop, "delay")) {
		delay(loop);
		return;
	}
	for (long i = 0; i < loop.calls; i++) {
		if (is(loop, "drop")) {
			v8::HandleScope turn(loop.isolate);

			call(loop);
		} else {
			call(loop);
		}
	}
}

} // namespace

__attribute__((noinline)) static void run_in_outer_scope(
	v8::Isolate *isolate, const char *way, long calls)
{
	v8::HandleScope outer(isolate); // LEAK: outer scope
	loop loop = {isolate, v8::Context::New(isolate), {}, way, calls};
	v8::Context::Scope context_scope(loop.context);
	size_t before;

	loop.function = host::compile(isolate, loop.context, source_for(loop));
	before = host::live_bytes(isolate);
	census.on = !is(loop, "endless");
	run(loop);
	printf("growth=%zd ", (ssize_t)(host::live_bytes(isolate) - before));
	printf("created=%ld alive=%ld globals=%zu\n", census.created, census.created - census.dead,
		census.watched.size());
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const char *way = argc > 1 ? argv[1] : "keep";
	long calls = host::argument(argc, argv, 2, 50000);
	host::Engine engine;
	v8::Isolate *isolate = host::new_isolate();

	isolate->SetPromiseHook(on_promise);
	{
		v8::Isolate::Scope isolate_scope(isolate);

		isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
		run_in_outer_scope(isolate, way, calls);
	}
	for (auto *global : census.watched) {
		delete global;
	}
	isolate->Dispose();
	return 0;
}
