/* SPDX-License-Identifier: MIT */
/* Scopes, globals and JavaScript at once: in step, out of step, on the same objects. */
#include "scenario.hh"

#include <vector>

using namespace scenario;

using Globals = std::vector<v8::Global<v8::Value>>;

/* What holds objects besides the scope. */
struct Others {
	Globals kept;
	v8::Global<v8::Function> map;
};

/* Takes a value to keep; without one lets go of them all. */
static const char keeper[] = "(() => { let map = new Map();"
			     " return value => { if (value === undefined) map = null;"
			     " else map.set(map.size, value); } })()";

__attribute__((noinline)) static void keep_in_global(
	World &world, Globals &kept, v8::Local<v8::Value> value)
{
	kept.emplace_back(world.isolate(), value);
}

static void keep_in_map(
	World &world, const v8::Global<v8::Function> &keep, v8::Local<v8::Value> value)
{
	v8::HandleScope scope(world.isolate());
	v8::Local<v8::Function> function = keep.Get(world.isolate());
	v8::Local<v8::Value> arguments[] = {value};

	function->Call(world.isolate()->GetCurrentContext(), v8::Undefined(world.isolate()), 1,
			arguments)
		.ToLocalChecked();
}

static void release_others(World &world, Others &others)
{
	world.release("keep_in_global", "global", (int64_t)others.kept.size(),
		[&] { others.kept.clear(); });
	world.release("", "javascript", 0,
		[&] { keep_in_map(world, others.map, v8::Undefined(world.isolate())); });
}

/* Opens the scope inside of which the others are used; they outlast it. */
template <void (*hold)(World &, Others &)> static void beside_others(World &world)
{
	Others &others = *new Others;

	{
		v8::HandleScope scope(world.isolate());
		others.map.Reset(world.isolate(), world.compile(keeper));
	}
	hold(world, others);
	release_others(world, others);
}

/* Each turn all three gain an object of their own. */
__attribute__((noinline)) static void hold_in_step(World &world, Others &others)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(10000, [&](long) {
		world.make(40);
		{
			v8::HandleScope inner(world.isolate());
			keep_in_global(world, others.kept, world.make(64));
			keep_in_map(world, others.map, world.make(48));
		}
	});
}

static Registration in_step({"in-step",
	"a scope, a global and a Map gain an object each, each turn", "L", "L",
	"two of the three are handles, and none releases", alone<beside_others<hold_in_step>>});

/* All three gain the same object: releasing one releases nothing. */
__attribute__((noinline)) static void hold_the_same(World &world, Others &others)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(12000, [&](long) {
		v8::Local<v8::Value> value = world.make(64);

		keep_in_global(world, others.kept, value);
		keep_in_map(world, others.map, value);
	});
}

static Registration the_same(
	{"the-same-objects", "a scope, a global and a Map gain the same object each turn", "L", "L",
		"each of them alone would keep the objects", alone<beside_others<hold_the_same>>});

/* The scope steadily, the globals in bursts, the Map ever faster. */
__attribute__((noinline)) static void hold_out_of_step(World &world, Others &others)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(20000, [&](long i) {
		world.make(40);
		{
			v8::HandleScope inner(world.isolate());

			if (i / 2500 % 2 == 1) {
				keep_in_global(world, others.kept, world.make(64));
			}
			if (i >= 10000) {
				keep_in_map(world, others.map, world.make(80));
			}
		}
	});
}

static Registration out_of_step({"out-of-step", "a scope, a global and a Map, each at its own pace",
	"L", "L", "none of them releases", alone<beside_others<hold_out_of_step>>});

/* Two kinds of handles: steadily, and in bursts. */
__attribute__((noinline)) static void hold_beside_globals(World &world, Others &others)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(20000, [&](long i) {
		world.make(40);
		if (i / 2500 % 2 == 1) {
			v8::HandleScope inner(world.isolate());

			keep_in_global(world, others.kept, world.make(64));
		}
	});
}

static Registration scope_and_global({"scope-and-global", "a scope steadily, globals in bursts",
	"L", "L", "neither releases", alone<beside_others<hold_beside_globals>>});

/* Handles pile up on shared objects while a Map grows: two things, one of them large. */
__attribute__((noinline)) static void hold_the_same_beside_map(World &world, Others &others)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	v8::Local<v8::Function> same = world.compile("(() => 'hello world')");
	Open open(closed);

	world.loop(15000, [&](long) {
		world.call(same);
		{
			v8::HandleScope inner(world.isolate());
			keep_in_map(world, others.map, world.make(48));
		}
	});
}

static Registration latent_and_map(
	{"latent-and-map", "handles to one string pile up while a Map grows", "N", "N",
		"what grows is in the Map; the handles refer to nothing that grows",
		alone<beside_others<hold_the_same_beside_map>>});
