/* SPDX-License-Identifier: MIT */
/*
 * Threads that make isolates, use them in every way that v8scope hooks, and dispose
 * them; one more isolate goes from thread to thread. For so many seconds:
 *
 *   churn SECONDS [join|exit]
 *
 * With `exit` the program exits while the threads go on and an isolate of the main
 * thread's is left. Prints how many isolates there were.
 */
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "host.hh"

enum { THREADS = 4 };

static const char source[] =
	"(async () => { const a = []; for (let i = 0; i < 20; i++) a.push({i}); return a; })";
static std::atomic<bool> stopping;
static std::atomic<long> made;

static v8::Local<v8::Value> open_and_escape(v8::Isolate *isolate, int depth)
{
	v8::EscapableHandleScope scope(isolate);

	if (depth == 0) {
		return scope.Escape(v8::Local<v8::Value>(v8::Number::New(isolate, 0.5)));
	}
	return scope.Escape(open_and_escape(isolate, depth - 1));
}

static void use_globals(v8::Isolate *isolate)
{
	v8::HandleScope scope(isolate);
	v8::Global<v8::Value> globals[8];

	for (auto &global : globals) {
		global.Reset(isolate, open_and_escape(isolate, 3));
	}
	globals[0].SetWeak();
}

static void use(v8::Isolate *isolate, int rounds)
{
	v8::HandleScope outer(isolate);
	v8::Local<v8::Context> context = v8::Context::New(isolate);
	v8::Context::Scope context_scope(context);
	v8::Local<v8::Function> function = host::compile(isolate, context, source);

	for (int i = 0; i < rounds; i++) {
		(void)function->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocalChecked();
		isolate->PerformMicrotaskCheckpoint();
		use_globals(isolate);
	}
	isolate->LowMemoryNotification();
}

static v8::Isolate *new_isolate()
{
	v8::Isolate *isolate = host::new_isolate();

	isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
	made++;
	return isolate;
}

static void use_own()
{
	v8::Isolate *isolate = new_isolate();

	{
		v8::Isolate::Scope isolate_scope(isolate);

		use(isolate, 300);
	}
	isolate->Dispose();
}

static void use_shared(v8::Isolate *shared)
{
	v8::Locker locker(shared);
	v8::Isolate::Scope isolate_scope(shared);
	v8::HandleScope scope(shared);

	use(shared, 100);
	{
		v8::Unlocker unlocker(shared);

		std::this_thread::yield();
	}
	use(shared, 100);
}

/* A thread of its own for each turn: threads come and go, too. */
static void churn(v8::Isolate *shared)
{
	while (!stopping) {
		std::thread(use_own).join();
		std::thread(use_shared, shared).join();
	}
}

static void leave()
{
	printf("isolates=%ld\n", made.load());
	std::fflush(nullptr);
	_exit(0);
}

int main(int argc, char **argv)
{
	long seconds = host::argument(argc, argv, 1, 2);
	bool exits = argc > 2 && std::strcmp(argv[2], "exit") == 0;
	std::vector<std::thread> threads;

	/* After the runtime's own: V8's statics must not go while threads use it. */
	if (exits) {
		std::atexit(leave);
	}
	host::Engine engine;
	v8::Isolate *shared = new_isolate();

	for (int i = 0; i < THREADS; i++) {
		threads.emplace_back(churn, shared);
	}
	if (exits) {
		v8::Isolate *left = new_isolate();

		left->Enter();
		use(left, 300);
		std::this_thread::sleep_for(std::chrono::seconds(seconds));
		std::exit(0);
	}
	std::this_thread::sleep_for(std::chrono::seconds(seconds));
	stopping = true;
	for (auto &thread : threads) {
		thread.join();
	}
	shared->Dispose();
	printf("isolates=%ld\n", made.load());
	return 0;
}
