/* SPDX-License-Identifier: MIT */
/*
 * threads THREADS SCOPES: so many threads, each with an isolate of its own in which it opens and
 * closes SCOPES scopes, all at once. Prints ns=N: of wall time, for one scope of one thread.
 */
#include <libplatform/libplatform.h>
#include <v8.h>

#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

#include "engine.hh"

namespace
{

std::atomic<long> not_ready;

/* Isolates are made before the clock starts. */
void use_isolate(long scopes)
{
	std::unique_ptr<v8::ArrayBuffer::Allocator> allocator(
		v8::ArrayBuffer::Allocator::NewDefaultAllocator());
	v8::Isolate::CreateParams params;
	params.array_buffer_allocator = allocator.get();
	v8::Isolate *isolate = v8::Isolate::New(params);

	{
		v8::Isolate::Scope entered(isolate);
		v8::HandleScope outer(isolate);

		not_ready--;
		while (not_ready > 0) {
			std::this_thread::yield();
		}
		for (long i = 0; i < scopes; i++) {
			v8::HandleScope scope(isolate);

			v8::Number::New(isolate, 0.5);
		}
	}
	isolate->Dispose();
}

} // namespace

int main(int argc, char **argv)
{
	long count = bench::argument(argc, argv, 1, 64);
	long scopes = bench::argument(argc, argv, 2, 100000);
	bench::Engine engine;
	std::vector<std::thread> threads;
	double began;

	not_ready = count + 1;
	for (long i = 0; i < count; i++) {
		threads.emplace_back(use_isolate, scopes);
	}
	while (not_ready > 1) {
		std::this_thread::yield();
	}
	began = bench::now();
	not_ready--;
	for (std::thread &thread : threads) {
		thread.join();
	}
	std::printf("ns=%.4f\n", (bench::now() - began) / (static_cast<double>(count) *
								  static_cast<double>(scopes)));
	return 0;
}
