/* SPDX-License-Identifier: MIT */
/* Scopes that fill up and let go, one after the other, and what else grows meanwhile. */
#include "scenario.hh"

#include <vector>

using namespace scenario;

using Globals = std::vector<v8::Global<v8::Value>>;

__attribute__((noinline)) static void gather(World &world, int count)
{
	v8::HandleScope scope(world.isolate());

	for (int i = 0; i < count; i++) {
		world.make(32);
	}
}

/* Few and large, as those of a program that works off a queue in one turn. */
static void gather_three(World &world)
{
	world.loop(1, [&](long) {
		gather(world, 60000);
		gather(world, 70000);
		gather(world, 60000);
	});
}

static Registration three({"three-batches", "three scopes for some 60000 objects, in one turn",
	"OG", "OG", "a batch is released when it ends", alone<gather_three>});

__attribute__((noinline)) static void keep_one(World &world, Globals &kept)
{
	v8::HandleScope scope(world.isolate());

	kept.emplace_back(world.isolate(), world.make(64));
}

/*
 * What a turn leaves behind is next to nothing beside what its batches have meanwhile. The first
 * leaves nothing: whether it counts as warm-up depends on when V8 collects.
 */
static void leak_beside_batches(World &world)
{
	Globals &kept = *new Globals;

	world.loop(240, [&](long turn) {
		gather(world, 12000);
		for (int i = 0; turn > 0 && i < 75; i++) {
			keep_one(world, kept);
		}
		gather(world, 4000);
	});
	world.release("keep_one", "global", (int64_t)kept.size(), [&] { kept.clear(); });
}

static Registration beside({"leak-beside-batches",
	"globals that are never reset, and two large scopes in each turn", "L", "L",
	"the batches are released, the globals are not", alone<leak_beside_batches>});
