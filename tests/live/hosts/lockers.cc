/* SPDX-License-Identifier: MIT */
/*
 * Isolates that do not stay with one thread, or not alone on it. The first argument
 * is the number of calls, the second the way:
 *
 *   handover  two threads take turns on an isolate (v8::Locker, v8::Unlocker), each
 *             leaks into a scope of its own that stays open meanwhile
 *   both      one thread leaks into a scope in each of two isolates, by turns
 *   ended     a thread ends and leaves a scope open; another one goes on with its isolate
 *   many      as many threads as calls come, use the isolate once, and go
 *   unused    an isolate that a Locker had locked is disposed without one, and no scope was opened
 */
#include <malloc.h>

#include <condition_variable>
#include <mutex>
#include <new>
#include <thread>

#include "host.hh"

static const char source[] = "(async () => 'hello world')";
enum { TURNS = 20 };

/* Whose turn it is; waited for without the isolate. */
class Turns
{
public:
	size_t bytes_before = 0; /* live, before the first call */

	explicit Turns(v8::Isolate *isolate) : isolate_(isolate)
	{
	}

	void wait_for(int player)
	{
		v8::Unlocker unlocker(isolate_);
		std::unique_lock<std::mutex> lock(mutex_);

		changed_.wait(lock, [&] { return turn_ % 2 == player || turn_ >= 2 * TURNS; });
	}
	void pass()
	{
		std::lock_guard<std::mutex> lock(mutex_);

		turn_++;
		changed_.notify_all();
	}

private:
	v8::Isolate *isolate_;
	std::mutex mutex_;
	std::condition_variable changed_;
	int turn_ = 0;
};

static void call(v8::Isolate *isolate, v8::Local<v8::Context> context,
	v8::Local<v8::Function> function, long count)
{
	for (long i = 0; i < count; i++) {
		(void)function->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocalChecked();
		isolate->PerformMicrotaskCheckpoint();
	}
}

static void say(const char *who, v8::Isolate *isolate)
{
	printf("who=%s isolate=%p handles=%d\n", who, static_cast<void *>(isolate),
		v8::HandleScope::NumberOfHandles(isolate));
}

static v8::Isolate *new_isolate()
{
	v8::Isolate *isolate = host::new_isolate();

	isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
	return isolate;
}

static void play(v8::Isolate *isolate, Turns *turns, int player, long calls)
{
	v8::Local<v8::Context> context = v8::Context::New(isolate);
	v8::Context::Scope context_scope(context);
	v8::Local<v8::Function> function = host::compile(isolate, context, source);

	for (int i = 0; i < TURNS; i++) {
		turns->wait_for(player);
		if (i == 0 && player == 0) {
			turns->bytes_before = host::live_bytes(isolate);
		}
		call(isolate, context, function, calls / TURNS);
		if (i == TURNS - 1 && player == 1) {
			printf("growth=%zu\n", host::live_bytes(isolate) - turns->bytes_before);
		}
		turns->pass();
	}
	say(player == 0 ? "first" : "second", isolate);
	turns->wait_for(player);
}

__attribute__((noinline)) static void leak_in_first_thread(
	v8::Isolate *isolate, Turns *turns, long calls)
{
	v8::HandleScope scope(isolate); // LEAK: first

	play(isolate, turns, 0, calls);
}

__attribute__((noinline)) static void leak_in_second_thread(
	v8::Isolate *isolate, Turns *turns, long calls)
{
	v8::HandleScope scope(isolate); // LEAK: second

	play(isolate, turns, 1, calls);
}

static void hand_over(long calls)
{
	v8::Isolate *isolate = new_isolate();
	Turns turns(isolate);
	std::thread second([&] {
		v8::Locker locker(isolate);
		v8::Isolate::Scope isolate_scope(isolate);

		leak_in_second_thread(isolate, &turns, 3 * calls);
	});

	{
		v8::Locker locker(isolate);
		v8::Isolate::Scope isolate_scope(isolate);

		leak_in_first_thread(isolate, &turns, calls);
	}
	second.join();
	isolate->Dispose();
}

__attribute__((noinline)) static void leak_in_both_isolates(
	v8::Isolate *outer, v8::Isolate *inner, long calls)
{
	v8::HandleScope outer_scope(outer); // LEAK: outer isolate
	v8::Local<v8::Context> outer_context = v8::Context::New(outer);
	v8::Context::Scope outer_context_scope(outer_context);
	v8::Local<v8::Function> outer_function = host::compile(outer, outer_context, source);
	v8::Isolate::Scope inner_entered(inner);
	v8::HandleScope inner_scope(inner); // LEAK: inner isolate
	v8::Local<v8::Context> inner_context = v8::Context::New(inner);
	v8::Context::Scope inner_context_scope(inner_context);
	v8::Local<v8::Function> inner_function = host::compile(inner, inner_context, source);

	for (int i = 0; i < TURNS; i++) {
		call(inner, inner_context, inner_function, calls / TURNS);
		{
			v8::Isolate::Scope outer_again(outer);

			call(outer, outer_context, outer_function, 3 * calls / TURNS);
		}
	}
	say("inner", inner);
	say("outer", outer);
}

static void use_both(long calls)
{
	v8::Isolate *outer = new_isolate();
	v8::Isolate *inner = new_isolate();

	{
		v8::Isolate::Scope outer_entered(outer);

		leak_in_both_isolates(outer, inner, calls);
	}
	inner->Dispose();
	outer->Dispose();
}

__attribute__((noinline)) static void leave_scope_open(
	v8::Isolate *isolate, void *place, long calls)
{
	::new (place) v8::HandleScope(isolate); // LEAK: ended
	v8::Local<v8::Context> context = v8::Context::New(isolate);

	context->Enter();
	call(isolate, context, host::compile(isolate, context, source), calls);
	say("ended", isolate);
	context->Exit();
}

__attribute__((noinline)) static void behave(v8::Isolate *isolate, long calls)
{
	v8::HandleScope setup(isolate);
	v8::Local<v8::Context> context = v8::Context::New(isolate);
	v8::Context::Scope context_scope(context);
	v8::Local<v8::Function> function = host::compile(isolate, context, source);

	for (long i = 0; i < calls; i++) {
		v8::HandleScope scope(isolate);

		call(isolate, context, function, 1);
	}
}

/* Without a Locker, V8 does not notice that its stack is another one. */
static void set_stack_limit(v8::Isolate *isolate)
{
	char here;

	isolate->SetStackLimit(reinterpret_cast<uintptr_t>(&here) - 256 * 1024);
}

static void go_on_after_thread(long calls)
{
	v8::Isolate *isolate = new_isolate();

	std::thread([&] {
		alignas(v8::HandleScope) char place[sizeof(v8::HandleScope)];
		v8::Isolate::Scope isolate_scope(isolate);

		set_stack_limit(isolate);
		leave_scope_open(isolate, place, calls);
	}).join();
	std::thread([&] {
		v8::Isolate::Scope isolate_scope(isolate);

		set_stack_limit(isolate);
		behave(isolate, 2 * calls);
		say("after", isolate);
		host::live_bytes(isolate);
	}).join();
	isolate->Dispose();
}

static void use_once(v8::Isolate *isolate)
{
	v8::Locker locker(isolate);
	v8::Isolate::Scope isolate_scope(isolate);
	v8::HandleScope scope(isolate);

	(void)v8::Number::New(isolate, 0.5);
}

static void use_by_many(long threads)
{
	v8::Isolate *isolate = new_isolate();
	size_t before;

	std::thread(use_once, isolate).join();
	before = mallinfo2().uordblks;
	for (long i = 0; i < threads; i++) {
		std::thread(use_once, isolate).join();
	}
	printf("who=many bytes=%zd\n", static_cast<ssize_t>(mallinfo2().uordblks - before));
	isolate->Dispose();
}

/* V8 ends a program that opens a scope without the lock, once there has been a Locker. */
static void never_open_a_scope()
{
	v8::Isolate *isolate = new_isolate();

	{
		v8::Locker locker(isolate);
	}
	isolate->Dispose();
}

int main(int argc, char **argv)
{
	long calls = host::argument(argc, argv, 1, 20000);
	const char *way = argc > 2 ? argv[2] : "handover";
	host::Engine engine;

	if (std::strcmp(way, "handover") == 0) {
		hand_over(calls);
	} else if (std::strcmp(way, "both") == 0) {
		use_both(calls);
	} else if (std::strcmp(way, "ended") == 0) {
		go_on_after_thread(calls);
	} else if (std::strcmp(way, "unused") == 0) {
		never_open_a_scope();
	} else {
		use_by_many(calls);
	}
	return 0;
}
