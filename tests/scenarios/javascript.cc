/* SPDX-License-Identifier: MIT */
/* Growth that JavaScript holds, through no handle or through one. */
#include "scenario.hh"

using namespace scenario;

/* Calls f(i) each turn in a scope of its own, and in the end f(-1), which lets go. */
static void turn_in_javascript(World &world, const char *source, long turns)
{
	/* Never taken down: it is there at the last look. */
	v8::Global<v8::Function> &function =
		*new v8::Global<v8::Function>(world.isolate(), world.compile(source));
	auto call = [&](double argument) {
		v8::HandleScope scope(world.isolate());
		world.call(function.Get(world.isolate()), argument);
	};

	world.loop(turns, [&](long i) { call((double)i); });
	world.release("", "javascript", 0, [&] { call(-1); });
}

static void fill_map(World &world)
{
	turn_in_javascript(world,
		"(() => { let map = new Map();"
		" return i => { if (i < 0) map = null; else map.set(i, new Array(40).fill(i)); }"
		" })()",
		20000);
}

static Registration map({"javascript-map", "a Map that is never emptied", "N", "N",
	"no handle refers to what is gained", alone<fill_map>});

static void churn(World &world)
{
	turn_in_javascript(world,
		"(() => { let map = new Map(); return i => {"
		" if (i < 0) { map = null; return; }"
		" map.set(i, new Array(64).fill(i));"
		" if (map.size > 8000) map.delete(map.keys().next().value); } })()",
		40000);
}

static Registration lru({"lru-cache", "a Map that drops the oldest entry when it is full", "GO",
	"GO", "bounded, however much goes through it", alone<churn>});

static void never_settle(World &world)
{
	turn_in_javascript(world,
		"(() => { let waiting = [];"
		" return i => { if (i < 0) waiting = null;"
		" else waiting.push(new Promise(() => {})); } })()",
		100000);
}

static Registration waiting({"never-resolved", "an array of promises that nobody resolves", "N",
	"N", "JavaScript holds them", alone<never_settle>});

__attribute__((noinline)) static void hold_pending(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	v8::Local<v8::Function> function =
		world.compile("(async () => { await new Promise(() => {}); })");
	Open open(closed);

	world.loop(100000, [&](long) { world.call(function); });
}

static Registration pending({"never-resolved-held", "a scope around calls that wait forever", "L",
	"L", "the scope keeps each promise", alone<hold_pending>});

__attribute__((noinline)) static void hold_closures(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	v8::Local<v8::Function> function =
		world.compile("(i => { const data = new Array(64).fill(i); return () => data; })");
	Open open(closed);

	world.loop(12000, [&](long) { world.call(function); });
}

static Registration closures({"closures", "a scope keeps closures, each with data of its own", "L",
	"L", "a closure keeps its context", alone<hold_closures>});

__attribute__((noinline)) static void hold_one_map(World &world)
{
	Closed closed(world, "", "javascript");
	v8::HandleScope scope(world.isolate());
	v8::Local<v8::Map> map = v8::Map::New(world.isolate());
	Open open(closed);

	world.loop(20000, [&](long i) {
		v8::HandleScope inner(world.isolate());
		map->Set(world.context(), v8::Number::New(world.isolate(), (double)i),
			   world.make(48))
			.ToLocalChecked();
	});
	world.stop_here();
}

static Registration one_map({"one-handle-to-map", "a Map that grows and is held by a single handle",
	"N", "N", "no handles pile up: it is the Map that must be emptied", alone<hold_one_map>});

/* Code is compiled and kept; then nothing grows any more. */
static void compile_first(World &world)
{
	turn_in_javascript(world,
		"(() => { let functions = []; return i => {"
		" if (i < 0) { functions = null; return; }"
		" if (i < 500) functions.push(new Function('a',"
		" 'return [' + 'a + 1, '.repeat(200) + i + ']'));"
		" return functions[i % functions.length](i); } })()",
		20000);
}

static Registration compiling({"compile-first", "the heap grows while the program compiles", "GO",
	"GO", "what was compiled stays, but no more comes", alone<compile_first>});

static void hold_one_array(World &world)
{
	Closed closed(world, "", "javascript");
	v8::HandleScope scope(world.isolate());
	v8::Local<v8::Array> array;
	Open open(closed);

	world.loop(2000, [&](long i) {
		if (i == 1000) {
			array = world.make(1500000);
		}
	});
	world.stop_here();
}

static Registration huge({"one-huge-array", "one handle to an array of 11 MiB", "GN", "G",
	"no handles pile up, and the heap stays where it is", alone<hold_one_array>});
