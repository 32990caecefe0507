/* SPDX-License-Identifier: MIT */
/* What scopes do: stay open, nest, recur, escape, are jumped out of. */
#include "scenario.hh"

#include <csetjmp>

using namespace scenario;

static const char async_source[] = "(async () => 'hello world')";

__attribute__((noinline)) static void hold_promises(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	v8::Local<v8::Function> function = world.compile(async_source);
	Open open(closed);

	world.loop(100000, [&](long) { world.call(function); });
}

static Registration outer_async(
	{"outer-async", "one scope around a loop that calls an async function", "L", "L",
		"each promise is kept by the scope", alone<hold_promises>});

__attribute__((noinline)) static void hold_the_same_string(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	v8::Local<v8::Function> function = world.compile("(() => 'hello world')");
	Open open(closed);

	world.loop(30000, [&](long) { world.call(function); });
}

static Registration sync_latent(
	{"sync-latent", "one scope around a loop that gets the same string again and again", "T",
		"T", "handles pile up, what they refer to does not", alone<hold_the_same_string>});

static void open_each_turn(World &world)
{
	v8::Global<v8::Function> function(world.isolate(), world.compile(async_source));

	world.loop(30000, [&](long) {
		v8::HandleScope scope(world.isolate());
		world.call(function.Get(world.isolate()));
	});
}

static Registration per_iteration({"scope-per-turn", "a scope that each turn opens and closes", "O",
	"O", "nothing is kept", alone<open_each_turn>});

__attribute__((noinline)) static void hold_in_second(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(12000, [&](long) { world.make(128); });
}

__attribute__((noinline)) static void hold_in_first(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(10000, [&](long) { world.make(64); });
	hold_in_second(world);
}

static Registration nested_two(
	{"nested-two", "small objects in an outer scope, then large ones in an inner one", "L", "L",
		"neither scope releases before the end", alone<hold_in_first>});

__attribute__((noinline)) static void hold_innermost(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(40000, [&](long) { world.make(32); });
}

__attribute__((noinline)) static void hold_between(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(10000, [&](long) { world.make(12); });
	hold_innermost(world);
}

__attribute__((noinline)) static void hold_outermost(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(10000, [&](long) { world.make(128); });
	hold_between(world);
}

static Registration nested_three(
	{"nested-three", "three scopes, one in the other, that gather objects of three sizes", "L",
		"L", "none of the scopes releases before the end", alone<hold_outermost>});

__attribute__((noinline)) static void escape_one(World &world, int length)
{
	v8::EscapableHandleScope scope(world.isolate());

	world.make(length);
	scope.Escape(world.make(length));
}

/* The outer scope gains what inner ones of two sizes let escape, in turns. */
__attribute__((noinline)) static void hold_what_escapes(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(15000, [&](long i) { escape_one(world, i % 2 ? 64 : 128); });
}

static Registration escapables({"escapables", "a value escapes from a scope in each turn", "L", "L",
	"the scope around them keeps what escapes", alone<hold_what_escapes>});

__attribute__((noinline)) static void gather_a_batch(World &world)
{
	v8::HandleScope scope(world.isolate());

	for (int i = 0; i < 3000; i++) {
		world.make(32);
	}
}

static void gather_batches(World &world)
{
	world.loop(40, [&](long) { gather_a_batch(world); });
}

static Registration batches({"batches", "a scope for 3000 objects, again and again", "OG", "OG",
	"a batch is released when it ends", alone<gather_batches>});

/* The checkpoints, and with them the collections, are inside the batches. */
static void gather_batches_with_turns(World &world)
{
	for (int batch = 0; batch < 12; batch++) {
		v8::HandleScope scope(world.isolate());

		world.loop(3000, [&](long) { world.make(32); });
	}
}

static Registration batches_of_turns({"batches-of-turns", "a scope for 3000 turns, again and again",
	"OG", "OG", "a batch is released when it ends", alone<gather_batches_with_turns>});

__attribute__((noinline)) static void hold_at_the_bottom(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(15000, [&](long) { world.make(96); });
}

__attribute__((noinline)) static void descend(World &world, int depth)
{
	v8::HandleScope scope(world.isolate());

	for (int i = 0; i < 20; i++) {
		world.make(4);
	}
	if (depth > 0) {
		descend(world, depth - 1);
	} else {
		hold_at_the_bottom(world);
	}
}

static void recurse(World &world)
{
	descend(world, 60);
}

static Registration recursion({"recursion",
	"sixty scopes of one recursive function, and a loop in another at the bottom", "L", "L",
	"the scope at the bottom gains, those of the recursion do not", alone<recurse>});

/* No checkpoint on the way down: it is one turn. */
__attribute__((noinline)) static void dive(World &world, int depth)
{
	v8::HandleScope scope(world.isolate());

	for (int i = 0; i < 40; i++) {
		world.make(8);
	}
	if (depth > 0) {
		dive(world, depth - 1);
	}
}

static void dive_each_turn(World &world)
{
	world.loop(200, [&](long) { dive(world, 60); });
}

static Registration deep_calls({"deep-calls", "a recursion sixty scopes deep in each turn", "O",
	"O", "every call returns", alone<dive_each_turn>});

static World *callback_world;

__attribute__((noinline)) static void called_by_javascript(
	const v8::FunctionCallbackInfo<v8::Value> &)
{
	Closed closed(*callback_world, __func__);
	v8::HandleScope scope(callback_world->isolate());
	Open open(closed);

	callback_world->loop(15000, [&](long) { callback_world->make(96); });
}

static void call_into_javascript(World &world)
{
	v8::Local<v8::Function> callback =
		v8::Function::New(world.context(), called_by_javascript).ToLocalChecked();
	v8::Local<v8::Function> function = world.compile("(f => { f(); })");
	v8::Local<v8::Value> arguments[] = {callback};

	callback_world = &world;
	function->Call(world.context(), v8::Undefined(world.isolate()), 1, arguments)
		.ToLocalChecked();
}

static Registration callback({"callback", "a scope in a callback that JavaScript called", "L", "L",
	"the callback does not return before the end", alone<call_into_javascript>});

static jmp_buf jump_target;

__attribute__((noinline)) static void jump_out(World &world)
{
	v8::HandleScope scope(world.isolate());

	world.make(96);
	longjmp(jump_target, 1);
}

__attribute__((noinline)) static void jump_once(World &world)
{
	if (setjmp(jump_target) == 0) {
		jump_out(world);
	}
}

__attribute__((noinline)) static void hold_what_jumped(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(10000, [&](long) { jump_once(world); });
}

static Registration jumps({"longjmp", "each turn jumps out of a scope, which never closes", "L",
	"L", "the handles stay until the scope around them closes", alone<hold_what_jumped>});

/* The scope's end is never reached when it is recorded. */
__attribute__((noinline)) static void hold_until_exit(World &world)
{
	Closed closed(world, __func__);
	v8::HandleScope scope(world.isolate());
	Open open(closed);

	world.loop(15000, [&](long) { world.make(96); });
	world.stop_here();
}

static Registration exits({"exits-open", "the program exits while the scope is open", "L", "L",
	"the scope keeps all, and no release is seen", alone<hold_until_exit>});
