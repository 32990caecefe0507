/* SPDX-License-Identifier: MIT */
/* What handles refer to: chains, buffers, large arrays, strings of all kinds. */
#include "scenario.hh"

#include <string>

using namespace scenario;

__attribute__((noinline)) static void hold_chains(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	v8::Local<v8::Function> function =
		world.compile("(() => { let list = null;"
			      " for (let i = 0; i < 10; i++) list = {list, i}; return list; })");
	Open open(closed);

	world.loop(20000, [&](long) { world.call(function); });
}

static Registration chains({"chains", "each handle refers to a list of ten nodes", "L", "L",
	"a handle keeps the whole list", alone<hold_chains>});

__attribute__((noinline)) static void hold_large_arrays(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(3000, [&](long) { world.make(800); });
}

static Registration large_arrays({"large-arrays", "each handle refers to an array of 6 KiB", "L",
	"L", "few handles, each with much", alone<hold_large_arrays>});

__attribute__((noinline)) static void hold_buffers(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(60000, [&](long) { v8::ArrayBuffer::New(world.isolate(), 512); });
}

static Registration buffers({"array-buffers", "a scope keeps buffers of 512 bytes", "L", "L",
	"the buffers are in the heap, their bytes beside it", alone<hold_buffers>});

__attribute__((noinline)) static void hold_one_byte(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	std::string text(1000, 'x');
	Open open(closed);

	world.loop(20000, [&](long) {
		v8::String::NewFromUtf8(world.isolate(), text.c_str()).ToLocalChecked();
	});
}

static Registration one_byte({"strings-one-byte", "a scope keeps strings of 1000 bytes", "L", "L",
	"each string is of its own", alone<hold_one_byte>});

__attribute__((noinline)) static void hold_two_byte(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	std::u16string text(500, u'\u20ac');
	Open open(closed);

	world.loop(20000, [&](long) {
		v8::String::NewFromTwoByte(world.isolate(), (const uint16_t *)text.data(),
			v8::NewStringType::kNormal, (int)text.size())
			.ToLocalChecked();
	});
}

static Registration two_byte({"strings-two-byte", "a scope keeps strings of 500 euro signs", "L",
	"L", "each string is of its own", alone<hold_two_byte>});

/* Each string is the one before and one more letter: the last one keeps them all. */
__attribute__((noinline)) static void hold_cons(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	std::string text(100, 'x');
	v8::Local<v8::String> half =
		v8::String::NewFromUtf8(world.isolate(), text.c_str()).ToLocalChecked();
	Open open(closed);

	world.loop(200000, [&](long) { v8::String::Concat(world.isolate(), half, half); });
}

static Registration cons({"strings-cons", "a scope keeps strings that are put together", "L", "L",
	"each is an object of its own, the halves are shared", alone<hold_cons>});

/* Every hundred turns the arrays grow by an element. */
__attribute__((noinline)) static void hold_growing_arrays(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(12000, [&](long i) { world.make((int)(32 + i / 50)); });
}

static Registration sizes({"changing-sizes", "what a handle refers to grows as time goes on", "L",
	"L", "the scope keeps them all", alone<hold_growing_arrays>});

/* The other way round, and at once. */
__attribute__((noinline)) static void hold_shrinking_arrays(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(12000, [&](long i) { world.make(i < 3000 ? 256 : 32); });
}

static Registration shrinking({"smaller-sizes", "large objects first, then small ones", "LG", "LG",
	"the scope keeps gaining, at a lower rate", alone<hold_shrinking_arrays>});
