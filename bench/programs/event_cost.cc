/* SPDX-License-Identifier: MIT */
/*
 * event_cost scopes|handles CHUNKS N: in turns, N scopes (or handles) as v8scope's hooks tell
 * them, and as many minimal events of the same size. Prints a line for each pair of chunks:
 * ours=NS minimal=NS, for one scope (two events) or one handle. `ours` is all that it takes:
 * V8's own work and the hooks, too.
 */
#include <cstdio>

#include "engine.hh"
#include "minimal_events.h"

namespace
{

void our_scopes(v8::Isolate *isolate, long n)
{
	for (long i = 0; i < n; i++) {
		v8::HandleScope scope(isolate);
	}
}

void our_handles(v8::Isolate *isolate, long n)
{
	v8::HandleScope scope(isolate);
	v8::Local<v8::Object> object = v8::Object::New(isolate);

	for (long i = 0; i < n; i++) {
		v8::Local<v8::Object>::New(isolate, object);
	}
}

template <typename Function> double time_of(Function function, long n)
{
	double begin = bench::now();

	function();
	return (bench::now() - begin) / static_cast<double>(n);
}

} // namespace

int main(int argc, char **argv)
{
	bench::Engine engine;
	bool handles = argc > 1 && std::strcmp(argv[1], "handles") == 0;
	long chunks = bench::argument(argc, argv, 2, 21);
	long n = bench::argument(argc, argv, 3, 1000);
	auto *ours = handles ? our_handles : our_scopes;
	auto *minimal = handles ? minimal_handles : minimal_scopes;
	v8::Isolate *isolate = engine.isolate();
	v8::HandleScope scope(isolate);
	v8::Local<v8::Context> context = v8::Context::New(isolate);
	v8::Context::Scope entered(context);

	ours(isolate, n);
	minimal(n);
	for (long i = 0; i < chunks; i++) {
		double our_ns = time_of([&] { ours(isolate, n); }, n);
		double minimal_ns = time_of([&] { minimal(n); }, n);

		std::printf("ours=%.2f minimal=%.2f\n", our_ns, minimal_ns);
	}
	return 0;
}
