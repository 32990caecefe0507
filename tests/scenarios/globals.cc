/* SPDX-License-Identifier: MIT */
/*
 * What globals do: stay, die with what they refer to, outlive everything. They are never
 * taken down, unless to be measured: programs that leak them do not either.
 */
#include "scenario.hh"

#include <deque>
#include <vector>

using namespace scenario;

using Globals = std::vector<v8::Global<v8::Value>>;

__attribute__((noinline)) static void keep_global(World &world, Globals &kept)
{
	v8::HandleScope scope(world.isolate());

	kept.emplace_back(world.isolate(), world.make(64));
}

static void leak_globals(World &world)
{
	Globals &kept = *new Globals;

	world.loop(20000, [&](long) { keep_global(world, kept); });
	world.release("keep_global", "global", (int64_t)kept.size(), [&] { kept.clear(); });
}

static Registration globals({"globals", "a global in each turn that is never reset", "L", "L",
	"nothing but the globals keeps the objects", alone<leak_globals>});

__attribute__((noinline)) static void keep_small(World &world, Globals &kept)
{
	v8::HandleScope scope(world.isolate());

	kept.emplace_back(world.isolate(), world.make(32));
}

__attribute__((noinline)) static void keep_large(World &world, Globals &kept)
{
	v8::HandleScope scope(world.isolate());

	kept.emplace_back(world.isolate(), world.make(160));
}

/* One place steadily, the other more and more often. */
static void leak_at_two_places(World &world)
{
	Globals &small = *new Globals;
	Globals &large = *new Globals;

	world.loop(20000, [&](long i) {
		keep_small(world, small);
		while ((double)large.size() < 6000.0 * (double)i / 20000 * (double)i / 20000) {
			keep_large(world, large);
		}
	});
	world.release("keep_small", "global", (int64_t)small.size(), [&] { small.clear(); });
	world.release("keep_large", "global", (int64_t)large.size(), [&] { large.clear(); });
}

static Registration two_places({"two-places", "two places create globals, at different rates", "L",
	"L", "both never reset them", alone<leak_at_two_places>});

static void make_weak_globals(World &world)
{
	Globals &kept = *new Globals;

	world.loop(20000, [&](long) {
		keep_global(world, kept);
		kept.back().SetWeak();
	});
}

static Registration weak({"weak-globals", "each turn makes a global and makes it weak", "OG", "O",
	"a weak global keeps nothing", alone<make_weak_globals>});

__attribute__((noinline)) static void keep_forever(World &world)
{
	v8::HandleScope scope(world.isolate());
	v8::Eternal<v8::Value> eternal;

	eternal.Set(world.isolate(), world.make(64));
}

static void leak_eternals(World &world)
{
	world.loop(15000, [&](long) { keep_forever(world); });
	if (world.is_measuring()) {
		world.live_bytes();
		world.note("keep_forever", "global", 15000, -1);
	}
}

static Registration eternals({"eternals", "each turn makes an eternal handle", "L", "L",
	"eternal handles last as long as the isolate", alone<leak_eternals>});

__attribute__((noinline)) static void cache_one(World &world, Globals &cache, size_t place)
{
	v8::HandleScope scope(world.isolate());

	cache[place].Reset(world.isolate(), world.make(128));
}

/* Full after a quarter of the turns; then each turn replaces an entry. */
static void fill_cache(World &world)
{
	Globals &cache = *new Globals(6000);
	int64_t filled = 0;

	world.loop(24000, [&](long i) {
		filled += cache[(size_t)i % cache.size()].IsEmpty();
		cache_one(world, cache, (size_t)i % cache.size());
	});
	world.release("cache_one", "global", filled, [&] { cache.clear(); });
}

static Registration plateau(
	{"bounded-cache", "a large cache that is full after a quarter of the run", "G", "GO",
		"large, but bounded", alone<fill_cache>});

/* Around a level: what is far from it is drawn back. */
static void walk(World &world)
{
	std::deque<v8::Global<v8::Value>> &kept = *new std::deque<v8::Global<v8::Value>>;
	uint32_t random = 12345;
	Globals fresh;

	world.loop(60000, [&](long) {
		random = random * 1664525 + 1013904223;
		if ((random >> 16) % 8000 >= kept.size()) {
			keep_global(world, fresh);
			kept.push_back(std::move(fresh.back()));
			fresh.clear();
		} else {
			kept.pop_front();
		}
	});
	world.release("keep_global", "global", (int64_t)kept.size(), [&] { kept.clear(); });
}

static Registration random_walk({"random-walk", "globals come and go at random around a level",
	"GO", "GO", "they are drawn back to the level", alone<walk>});

struct Text : v8::String::ExternalOneByteStringResource {
	const char *data() const override
	{
		return text;
	}
	size_t length() const override
	{
		return sizeof(text);
	}
	char text[1000] = {'x'};
};

/* The text itself is not V8's: what the heap holds is small. */
__attribute__((noinline)) static void keep_external(World &world, Globals &kept)
{
	v8::HandleScope scope(world.isolate());

	kept.emplace_back(world.isolate(),
		v8::String::NewExternalOneByte(world.isolate(), new Text).ToLocalChecked());
}

static void leak_external_strings(World &world)
{
	Globals &kept = *new Globals;

	world.loop(100000, [&](long) { keep_external(world, kept); });
	world.release("keep_external", "global", (int64_t)kept.size(), [&] { kept.clear(); });
}

static Registration external({"external-strings", "globals of strings whose text is not V8's", "L",
	"L", "the strings themselves are in the heap", alone<leak_external_strings>});
