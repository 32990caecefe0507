/* SPDX-License-Identifier: MIT */
/*
 * One way to make the heap grow, chosen by the first argument:
 *
 *   globals     a Global that is never reset, each call
 *   javascript  a JavaScript Map that is never emptied; scopes are fine
 *   cache       a JavaScript Map that is emptied when it is full: bounded
 *   nothing     none
 *
 * Each call opens a scope of its own. With "exit" as third argument the program
 * exits without taking anything down.
 */
#include <vector>

#include "host.hh"

struct subject {
	v8::Isolate *isolate;
	v8::Global<v8::Context> context;
	v8::Global<v8::Function> function;
	std::vector<v8::Global<v8::Value> *> kept;
	bool keep;
};

static const char *source_for(const char *way)
{
	if (std::strcmp(way, "javascript") == 0) {
		return "(() => { const map = new Map(); let n = 0;"
		       " return async () => { map.set(n++, {n}); return 'hello world'; } })()";
	}
	if (std::strcmp(way, "cache") == 0) {
		return "(() => { const map = new Map(); let n = 0;"
		       " return async () => { if (map.size >= 2000) map.clear();"
		       " map.set(n++, {n}); return 'hello world'; } })()";
	}
	return "(async () => 'hello world')";
}

static void set_up(subject *subject, const char *way)
{
	v8::HandleScope scope(subject->isolate);
	v8::Local<v8::Context> context = v8::Context::New(subject->isolate);
	v8::Context::Scope context_scope(context);

	subject->keep = std::strcmp(way, "globals") == 0;
	subject->context.Reset(subject->isolate, context);
	subject->function.Reset(
		subject->isolate, host::compile(subject->isolate, context, source_for(way)));
}

__attribute__((noinline)) static void keep_promise(subject *subject, v8::Local<v8::Value> promise)
{
	subject->kept.push_back(
		new v8::Global<v8::Value>(subject->isolate, promise)); // LEAK: globals
}

__attribute__((noinline)) static void call_once(subject *subject)
{
	v8::HandleScope scope(subject->isolate);
	v8::Local<v8::Context> context = subject->context.Get(subject->isolate);
	v8::Context::Scope context_scope(context);
	v8::Local<v8::Value> promise =
		subject->function.Get(subject->isolate)
			->Call(context, v8::Undefined(subject->isolate), 0, nullptr)
			.ToLocalChecked();

	if (subject->keep) {
		keep_promise(subject, promise);
	}
	subject->isolate->PerformMicrotaskCheckpoint();
}

int main(int argc, char **argv)
{
	const char *way = argc > 1 ? argv[1] : "nothing";
	long calls = host::argument(argc, argv, 2, 50000);
	bool exit_early = argc > 3 && std::strcmp(argv[3], "exit") == 0;
	host::Engine engine;
	v8::Isolate *isolate = host::new_isolate();

	{
		v8::Isolate::Scope isolate_scope(isolate);
		subject subject = {isolate, {}, {}, {}, false};
		size_t before;

		isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
		set_up(&subject, way);
		call_once(&subject);
		before = host::live_bytes(isolate);
		for (long i = 0; i < calls; i++) {
			call_once(&subject);
		}
		printf("growth=%zd\n", (ssize_t)(host::live_bytes(isolate) - before));
		fflush(stdout);
		if (exit_early) {
			exit(3);
		}
		for (v8::Global<v8::Value> *global : subject.kept) {
			delete global;
		}
	}
	isolate->Dispose();
	return 0;
}
