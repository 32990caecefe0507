/* SPDX-License-Identifier: MIT */
/*
 * holders WAY COUNT: keeps objects by scopes, by globals, or by a scope and a Map, and asks
 * for a heap snapshot (SIGUSR1) while all of them live. Then lets go of one after the
 * other, and prints what each released as NAME=BYTES.
 */
#include "host.hh"

#include <signal.h>
#include <unistd.h>

#include <vector>

namespace
{

const char make_small[] = "(i => ({small: [i, i + 1]}))";
const char make_large[] = "(i => ({large: new Array(64).fill(i)}))";
const char make_kept[] = "globalThis.kept = new Map();"
			 "(i => { const made = [i, i, i, i]; kept.set(i, made); return made; })";

struct Program {
	v8::Isolate *isolate;
	v8::Local<v8::Context> context;
	long count;

	v8::Local<v8::Value> call(v8::Local<v8::Function> function, long argument) const
	{
		v8::Local<v8::Value> value = v8::Number::New(isolate, (double)argument);

		return function->Call(context, context->Global(), 1, &value).ToLocalChecked();
	}

	v8::Local<v8::Function> function(const char *source) const
	{
		return host::compile(isolate, context, source);
	}

	void checkpoint(long i) const
	{
		if (i % 100 == 0) {
			isolate->PerformMicrotaskCheckpoint();
		}
	}

	/* Handles in the innermost scope: an object each. */
	void gather(v8::Local<v8::Function> make, long objects) const
	{
		for (long i = 0; i < objects; i++) {
			call(make, i);
			checkpoint(i);
		}
	}

	/* Whoever listens has until then to take it at a safe point. */
	void snapshot() const
	{
		raise(SIGUSR1);
		for (int i = 0; i < 20; i++) {
			v8::HandleScope scope(isolate);

			usleep(10000);
			function("(() => 1)");
			isolate->PerformMicrotaskCheckpoint();
		}
	}
};

size_t report_release(const Program &program, const char *name, size_t before)
{
	size_t after = host::live_bytes(program.isolate);

	printf("%s=%zd\n", name, (ssize_t)(before - after));
	return after;
}

void nested(const Program &program)
{
	v8::Local<v8::Function> large = program.function(make_large);
	v8::Local<v8::Function> small = program.function(make_small);
	size_t before;
	{
		v8::HandleScope outer(program.isolate); /* HOLDER: outer */

		program.gather(large, program.count);
		{
			v8::HandleScope inner(program.isolate); /* HOLDER: inner */

			program.gather(small, 3 * program.count);
			program.snapshot();
			before = host::live_bytes(program.isolate);
		}
		before = report_release(program, "inner", before);
	}
	report_release(program, "outer", before);
}

void scope_and_map(const Program &program)
{
	v8::Local<v8::Function> kept = program.function(make_kept);
	size_t before;
	{
		v8::HandleScope scope(program.isolate); /* HOLDER: both */

		program.gather(kept, program.count);
		program.snapshot();
		before = host::live_bytes(program.isolate);
	}
	before = report_release(program, "scope", before);
	program.function("(kept.clear(), () => 1)");
	report_release(program, "map", before);
}

using Globals = std::vector<v8::Global<v8::Value>>;

/* noipa: to the compiler the two are alike, and would be one place. */
__attribute__((noipa)) void keep_small(
	const Program &program, Globals *globals, v8::Local<v8::Value> value)
{
	globals->emplace_back(program.isolate, value); /* HOLDER: small */
}

__attribute__((noipa)) void keep_large(
	const Program &program, Globals *globals, v8::Local<v8::Value> value)
{
	globals->emplace_back(program.isolate, value); /* HOLDER: large */
}

void by_globals(const Program &program)
{
	v8::Local<v8::Function> large = program.function(make_large);
	v8::Local<v8::Function> small = program.function(make_small);
	Globals larges, smalls;
	size_t before;

	/* A vector that grows makes the new element in another place. */
	larges.reserve((size_t)program.count);
	smalls.reserve((size_t)program.count);
	for (long i = 0; i < program.count; i++) {
		v8::HandleScope scope(program.isolate);

		keep_large(program, &larges, program.call(large, i));
		keep_small(program, &smalls, program.call(small, i));
		program.checkpoint(i);
	}
	program.snapshot();
	before = host::live_bytes(program.isolate);
	larges.clear();
	before = report_release(program, "large", before);
	smalls.clear();
	report_release(program, "small", before);
}

} // namespace

int main(int argc, char **argv)
{
	const char *way = argc > 1 ? argv[1] : "nested";
	host::Engine engine;
	v8::Isolate *isolate = host::new_isolate();
	{
		v8::Isolate::Scope isolate_scope(isolate);
		v8::HandleScope scope(isolate);
		v8::Local<v8::Context> context = v8::Context::New(isolate);
		v8::Context::Scope context_scope(context);
		Program program = {isolate, context, host::argument(argc, argv, 2, 10000)};

		isolate->PerformMicrotaskCheckpoint();
		if (strcmp(way, "map") == 0) {
			scope_and_map(program);
		} else if (strcmp(way, "globals") == 0) {
			by_globals(program);
		} else {
			nested(program);
		}
	}
	isolate->Dispose();
	return 0;
}
