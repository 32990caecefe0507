/* SPDX-License-Identifier: MIT */
/*
 * turns WAY BEFORE AFTER: turns of a program's loop, each a script and the microtask checkpoint
 * that V8 makes after it. 100 of them come between the commands BEFORE and AFTER; nothing that
 * v8scope hooks is called in those. WAY is what comes ahead of them:
 *
 *   silent   many such turns
 *   busy     many with a scope of their own; and after BEFORE a collection
 *   fallen   many with a scope of their own; and ahead of BEFORE two collections
 *
 * Prints how often C++ allocates in 100 such turns right before BEFORE.
 */
#include "host.hh"

#include <new>

static long allocations;

void *operator new(std::size_t size)
{
	void *memory = std::malloc(size);

	allocations++;
	if (memory == nullptr) {
		std::abort();
	}
	return memory;
}

void operator delete(void *memory) noexcept
{
	std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
	std::free(memory);
}

enum { TURNS = 100, WARM_UP_TURNS = 3000 };

struct loop {
	v8::Isolate *isolate;
	v8::Local<v8::Context> context;
	v8::Local<v8::Script> script;
};

static void turns(const loop &loop, int count)
{
	for (int i = 0; i < count; i++) {
		loop.script->Run(loop.context).ToLocalChecked();
	}
}

static void turns_with_scopes(const loop &loop, int count)
{
	for (int i = 0; i < count; i++) {
		v8::HandleScope scope(loop.isolate);

		turns(loop, 1);
	}
}

static void collect(const loop &loop)
{
	loop.isolate->RequestGarbageCollectionForTesting(v8::Isolate::kMinorGarbageCollection);
}

static void run(const char *command)
{
	if (std::system(command) != 0) {
		std::fprintf(stderr, "turns: '%s' failed\n", command);
		std::exit(1);
	}
}

static void run_loop(const loop &loop, const char *way, const char *before, const char *after)
{
	bool busy = std::strcmp(way, "busy") == 0;

	if (std::strcmp(way, "silent") == 0) {
		turns(loop, WARM_UP_TURNS);
	} else {
		turns_with_scopes(loop, WARM_UP_TURNS);
	}
	if (std::strcmp(way, "fallen") == 0) {
		collect(loop);
		collect(loop);
	}
	turns(loop, 1);
	allocations = 0;
	turns(loop, TURNS);
	std::printf("allocations=%ld\n", allocations);
	std::fflush(stdout);
	run(before);
	if (busy) {
		collect(loop);
	}
	turns(loop, TURNS);
	run(after);
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		std::fprintf(stderr, "usage: turns WAY BEFORE AFTER\n");
		return 2;
	}
	v8::V8::SetFlagsFromString("--expose-gc");
	host::Engine engine;
	v8::Isolate *isolate = host::new_isolate();
	{
		v8::Isolate::Scope isolate_scope(isolate);
		v8::HandleScope scope(isolate);
		v8::Local<v8::Context> context = v8::Context::New(isolate);
		v8::Context::Scope context_scope(context);
		v8::Local<v8::String> source = v8::String::NewFromUtf8Literal(isolate, "1 + 1");

		run_loop({isolate, context, v8::Script::Compile(context, source).ToLocalChecked()},
			argv[1], argv[2], argv[3]);
	}
	isolate->Dispose();
	return 0;
}
