/* SPDX-License-Identifier: MIT */
/* Several isolates, and one isolate that several threads use in turns. */
#include "scenario.hh"

#include <thread>

using namespace scenario;

static void make_in(World &world, int length, bool keep)
{
	v8::Isolate::Scope isolate_scope(world.isolate());

	if (keep) {
		world.make(length);
	} else {
		v8::HandleScope scope(world.isolate());
		world.make(length);
	}
}

/* Turns go to both; each has a scope open all the time. */
__attribute__((noinline)) static void hold_in_both(World &first, World &second, bool both)
{
	v8::Isolate::Scope first_isolate(first.isolate());
	Closed first_closed(first, "hold_in_both");
	v8::HandleScope first_scope(first.isolate());
	v8::Context::Scope first_context(first.context());
	Open first_open(first_closed);

	{
		v8::Isolate::Scope second_isolate(second.isolate());
		Closed second_closed(second, "hold_in_both");
		v8::HandleScope second_scope(second.isolate());
		v8::Context::Scope second_context(second.context());
		Open second_open(second_closed);

		second.loop(24000, [&](long i) {
			make_in(second, 48, both);
			first.turn(i, 24000, [&](long) { make_in(first, 64, true); });
		});
	}
}

static void leak_in_one(Stage &stage)
{
	World first(stage);
	World second(stage);

	hold_in_both(first, second, false);
}

static Registration one_of_two({"isolates-one", "two isolates, one of which leaks", "L,O", "L,O",
	"each isolate is judged by itself", leak_in_one});

static void leak_in_both(Stage &stage)
{
	World first(stage);
	World second(stage);

	hold_in_both(first, second, true);
}

static Registration both({"isolates-both", "two isolates that both leak, at different rates", "L,L",
	"L,L", "each isolate is judged by itself", leak_in_both});

__attribute__((noinline)) static void hold_in_first_thread(World &world)
{
	v8::Locker locker(world.isolate());
	v8::Isolate::Scope isolate_scope(world.isolate());
	v8::HandleScope scope(world.isolate());
	v8::Context::Scope context_scope(world.context());

	world.loop(10000, [&](long) { world.make(48); });
}

__attribute__((noinline)) static void hold_in_second_thread(World &world)
{
	v8::Locker locker(world.isolate());
	v8::Isolate::Scope isolate_scope(world.isolate());
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	v8::Context::Scope context_scope(world.context());
	Open open(closed);

	world.loop(20000, [&](long) { world.make(96); });
}

/* One thread's scope closes before the other's opens. */
static void hand_over(Stage &stage)
{
	World world(stage);
	std::thread first(hold_in_first_thread, std::ref(world));

	first.join();
	std::thread second(hold_in_second_thread, std::ref(world));
	second.join();
	v8::Locker locker(world.isolate());
}

static Registration handed_over(
	{"locker-hand-over", "a thread uses the isolate, then another, each with a scope", "LG",
		"LG", "the second scope is open for most of the run", hand_over});

/* Gives the isolate away in the middle, with the scope open. */
__attribute__((noinline)) static void hold_around_other_thread(World &world)
{
	v8::Locker locker(world.isolate());
	v8::Isolate::Scope isolate_scope(world.isolate());
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	v8::Context::Scope context_scope(world.context());
	Open open(closed);

	world.loop(10000, [&](long) { world.make(96); });
	{
		v8::Unlocker unlocker(world.isolate());
		std::thread other([&] {
			v8::Locker other_locker(world.isolate());
			v8::Isolate::Scope other_isolate(world.isolate());

			for (int i = 0; i < 200; i++) {
				v8::HandleScope inner(world.isolate());
				v8::Context::Scope context_scope(world.context());
				world.make(96);
			}
		});
		other.join();
	}
	world.loop(10000, [&](long) { world.make(96); });
}

static void lend(Stage &stage)
{
	World world(stage);

	hold_around_other_thread(world);
	v8::Locker locker(world.isolate());
}

static Registration lent({"locker-lent", "a thread lends the isolate while its scope is open", "L",
	"L", "the scope keeps gaining before and after", lend});
