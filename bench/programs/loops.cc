/* SPDX-License-Identifier: MIT */
/*
 * loops scopes|globals N: opens and closes N scopes, or creates and disposes N globals, one
 * after the other. Prints ns for each, and the calls of malloc, calloc and realloc that were
 * made meanwhile by any object of the process.
 */
#include <cstdio>

#include <dlfcn.h>

#include "engine.hh"

namespace
{

/* Of liballocation_counter.so, if it is preloaded. */
unsigned long allocations()
{
	static auto *const count =
		reinterpret_cast<unsigned long *>(dlsym(RTLD_DEFAULT, "bench_allocations"));

	return count != nullptr ? *count : 0;
}

void loop_scopes(v8::Isolate *isolate, long n)
{
	for (long i = 0; i < n; i++) {
		v8::HandleScope scope(isolate);
	}
}

void loop_globals(v8::Isolate *isolate, long n)
{
	v8::HandleScope scope(isolate);
	v8::Local<v8::Object> object = v8::Object::New(isolate);

	for (long i = 0; i < n; i++) {
		v8::Global<v8::Object> global(isolate, object);
	}
}

} // namespace

int main(int argc, char **argv)
{
	bench::Engine engine;
	long n = bench::argument(argc, argv, 2, 1000000);
	auto *loop = argc > 1 && std::strcmp(argv[1], "globals") == 0 ? loop_globals : loop_scopes;
	v8::Isolate *isolate = engine.isolate();
	v8::HandleScope scope(isolate);
	v8::Local<v8::Context> context = v8::Context::New(isolate);
	v8::Context::Scope entered(context);

	loop(isolate, n / 10); /* caches and lazy binding */
	unsigned long allocated = allocations();
	double begin = bench::now();
	loop(isolate, n);
	double end = bench::now();
	allocated = allocations() - allocated;
	std::printf("ns=%.4f allocations=%lu\n", (end - begin) / static_cast<double>(n), allocated);
	return 0;
}
