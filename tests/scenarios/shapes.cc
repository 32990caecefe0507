/* SPDX-License-Identifier: MIT */
/* How a leak goes over time: late, for a while, too short to tell. */
#include "scenario.hh"

using namespace scenario;

__attribute__((noinline)) static void hold_later(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(24000, [&](long i) {
		if (i >= 12000) {
			world.make(96);
		}
	});
}

static Registration late({"late", "a scope that begins to gather at half of the run", "L", "L",
	"it goes on until the end", alone<hold_later>});

__attribute__((noinline)) static void hold_for_a_while(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(30000, [&](long i) {
		if (i < 9000) {
			world.make(96);
		}
	});
}

static Registration stops({"stops", "a scope that gathers for a third of the run", "G", "G",
	"it no longer gains anything", alone<hold_for_a_while>});

__attribute__((noinline)) static void hold_twice(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(2, [&](long) {
		for (int i = 0; i < 5000; i++) {
			world.make(96);
		}
	});
}

static Registration brief({"short", "two turns that gain much", "GI", "GI",
	"two turns do not tell what a third would do", alone<hold_twice>});

static void do_nothing(World &world)
{
	world.loop(5000, [&](long) { v8::HandleScope scope(world.isolate()); });
}

static Registration nothing(
	{"nothing", "turns that do nothing", "O", "O", "nothing is gained", alone<do_nothing>});

/* Released in the middle: the scope is not the one that is open in the end. */
__attribute__((noinline)) static void hold_first_half(World &world)
{
	v8::HandleScope scope(world.isolate());

	world.loop(8000, [&](long) { world.make(96); });
}

static void release_halfway(World &world)
{
	hold_first_half(world);
	world.loop(12000, [&](long) {
		v8::HandleScope scope(world.isolate());
		world.make(96);
	});
}

static Registration released({"released-halfway", "a scope that closes before half of the run",
	"GO", "GO", "what it held is released", alone<release_halfway>});
