/* SPDX-License-Identifier: MIT */
/*
 * stack KIB SCOPES COLLECTIONS [HANDLES]: opens so many nested scopes, evenly on a stack so
 * deep, HANDLES in each (default: 1), and has V8 collect its young generation that often.
 * Prints stack=BYTES: how deep it really was.
 */
#include <cstdio>
#include <cstdint>

#include "engine.hh"

namespace
{

struct Plan {
	v8::Isolate *isolate;
	v8::Local<v8::Context> context;
	uintptr_t top; /* of the stack */
	uintptr_t step;
	long scopes;
	long collections;
	long handles;
};

/* Garbage, until V8 has collected it: minor collections as any program has them. */
void collect(const Plan &plan)
{
	v8::Isolate *isolate = plan.isolate;

	for (long i = 0; i < plan.collections; i++) {
		isolate->RequestGarbageCollectionForTesting(v8::Isolate::kMinorGarbageCollection);
	}
	std::printf("stack=%zu\n",
		static_cast<size_t>(
			plan.top - reinterpret_cast<uintptr_t>(__builtin_frame_address(0))));
}

void descend(const Plan &plan, long left);

__attribute__((noinline)) void open_scope(const Plan &plan, long left)
{
	v8::HandleScope scope(plan.isolate);
	v8::Local<v8::Object> object = v8::Object::New(plan.isolate);

	for (long i = 1; i < plan.handles; i++) {
		v8::Local<v8::Object>::New(plan.isolate, object);
	}
	descend(plan, left - 1);
}

/* Frames of about a hundred bytes until the next scope is due. */
__attribute__((noinline)) void descend(const Plan &plan, long left)
{
	volatile char frame[64];
	uintptr_t depth = plan.top - reinterpret_cast<uintptr_t>(&frame[0]);

	frame[0] = 0;
	if (depth < plan.step * static_cast<uintptr_t>(plan.scopes - left + 1)) {
		descend(plan, left);
	} else if (left > 0) {
		open_scope(plan, left);
	} else {
		collect(plan);
	}
	frame[0] = 1;
}

} // namespace

int main(int argc, char **argv)
{
	v8::V8::SetFlagsFromString("--expose-gc"); /* for collections on request */
	bench::Engine engine;
	v8::Isolate *isolate = engine.isolate();
	uintptr_t top = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
	uintptr_t size = static_cast<uintptr_t>(bench::argument(argc, argv, 1, 64)) * 1024;
	long scopes = bench::argument(argc, argv, 2, 10);
	v8::HandleScope scope(isolate);
	v8::Local<v8::Context> context = v8::Context::New(isolate);
	v8::Context::Scope entered(context);

	/* This function's scope is one of them. */
	descend({isolate, context, top, size / static_cast<uintptr_t>(scopes), scopes - 1,
			bench::argument(argc, argv, 3, 20), bench::argument(argc, argv, 4, 1)},
		scopes - 1);
	return 0;
}
