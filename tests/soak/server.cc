/* SPDX-License-Identifier: MIT */
/*
 * A server that does not leak, and in which everything comes and goes: the main thread's
 * isolate serves requests all the time; a thread makes isolates, which serve some each and are
 * disposed; a plugin is loaded, serves and is unloaded.
 *
 *   soak_server SECONDS [PLUGIN]
 *
 * Ends after so long, or when SIGTERM comes, in good order. Prints what it made itself, as
 * NAME=COUNT words.
 */
#include <dlfcn.h>

#include <csignal>
#include <chrono>
#include <thread>
#include <vector>

#include "../live/hosts/host.hh"
#include "ledger.hh"

namespace
{

enum {
	PENDING = 64, /* promises that a server keeps waiting at a time */
	REQUESTS_OF_ONE_ISOLATE = 200,
	REQUESTS_PER_TURN = 20,
	TURNS_PER_PLUGIN = 10,
};

const auto pause_of_turn = std::chrono::milliseconds(40);
const auto pause_of_isolates = std::chrono::milliseconds(100);

struct ledger counted;
std::atomic<bool> stopping;
volatile std::sig_atomic_t terminated;

/* A promise for the caller's, and an async function's own: both settle with the caller's. */
const char source[] = "(promise => { (async () => 1)(); promise.then(x => x + 1); })";

class Server
{
public:
	Server()
	{
		isolate_ = host::new_isolate();
		isolate_->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
		counted.isolates++;
		isolate_->Enter();
		CountedScope scope(isolate_, &counted);
		v8::Local<v8::Context> context = v8::Context::New(isolate_);
		v8::Context::Scope entered(context);

		keep(context_, context);
		keep(handler_, host::compile(isolate_, context, source));
		pending_.resize(PENDING);
	}

	~Server()
	{
		for (auto &global : pending_) {
			let_go(global);
		}
		let_go(handler_);
		let_go(context_);
		isolate_->Exit();
		isolate_->Dispose();
	}

	Server(const Server &) = delete;
	Server &operator=(const Server &) = delete;

	/* One promise is made and waits; that of PENDING requests ago is settled. */
	void serve()
	{
		CountedScope scope(isolate_, &counted);
		v8::Local<v8::Context> context = context_.Get(isolate_);
		v8::Context::Scope entered(context);
		auto &place = pending_[served_++ % PENDING];

		if (!place.IsEmpty()) {
			settle(place.Get(isolate_), context);
			let_go(place);
		}
		auto resolver = v8::Promise::Resolver::New(context).ToLocalChecked();
		v8::Local<v8::Value> promise = resolver->GetPromise();
		keep(place, resolver);
		(void)handler_.Get(isolate_)
			->Call(context, v8::Undefined(isolate_), 1, &promise)
			.ToLocalChecked();
		counted.promises_created += 3;
		counted.promises_settled += 1;
		isolate_->PerformMicrotaskCheckpoint();
		counted.requests++;
	}

	void serve_by_plugin(serve_function *plugin)
	{
		CountedScope scope(isolate_, &counted);
		v8::Context::Scope entered(context_.Get(isolate_));

		plugin(isolate_, &counted);
	}

private:
	template <class T, class U> void keep(v8::Global<T> &global, v8::Local<U> value)
	{
		global.Reset(isolate_, value);
		counted.globals_created++;
	}

	template <class T> static void let_go(v8::Global<T> &global)
	{
		counted.globals_disposed += !global.IsEmpty();
		global.Reset();
	}

	void settle(v8::Local<v8::Promise::Resolver> resolver, v8::Local<v8::Context> context)
	{
		resolver->Resolve(context, v8::Integer::New(isolate_, 1)).Check();
		isolate_->PerformMicrotaskCheckpoint();
		counted.promises_settled += 2;
	}

	v8::Isolate *isolate_;
	v8::Global<v8::Context> context_;
	v8::Global<v8::Function> handler_;
	std::vector<v8::Global<v8::Promise::Resolver>> pending_;
	size_t served_ = 0;
};

/* A thread of its own for each: threads come and go, too. */
void serve_some()
{
	Server server;

	for (int i = 0; i < REQUESTS_OF_ONE_ISOLATE; i++) {
		server.serve();
	}
}

void make_isolates()
{
	while (!stopping) {
		std::thread(serve_some).join();
		std::this_thread::sleep_for(pause_of_isolates);
	}
}

bool use_plugin(Server *server, const char *path)
{
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	auto *plugin =
		library ? reinterpret_cast<serve_function *>(dlsym(library, "serve")) : nullptr;

	if (!plugin) {
		fprintf(stderr, "soak_server: %s\n", dlerror());
		return false;
	}
	server->serve_by_plugin(plugin);
	counted.plugins++;
	dlclose(library);
	return true;
}

bool serve_until(std::chrono::steady_clock::time_point end, const char *plugin)
{
	Server server;

	for (long turn = 0; !terminated && std::chrono::steady_clock::now() < end; turn++) {
		for (int i = 0; i < REQUESTS_PER_TURN; i++) {
			server.serve();
		}
		if (plugin && turn % TURNS_PER_PLUGIN == 0 && !use_plugin(&server, plugin)) {
			return false;
		}
		std::this_thread::sleep_for(pause_of_turn);
	}
	return true;
}

void on_terminate(int)
{
	terminated = 1;
}

void print_ledger()
{
	printf("isolates=%ld requests=%ld plugins=%ld\n", counted.isolates.load(),
		counted.requests.load(), counted.plugins.load());
	printf("scopes_opened=%ld scopes_closed=%ld\n", counted.scopes_opened.load(),
		counted.scopes_closed.load());
	printf("globals_created=%ld globals_disposed=%ld\n", counted.globals_created.load(),
		counted.globals_disposed.load());
	printf("promises_created=%ld promises_settled=%ld\n", counted.promises_created.load(),
		counted.promises_settled.load());
}

} // namespace

int main(int argc, char **argv)
{
	const auto end = std::chrono::steady_clock::now() +
			 std::chrono::seconds(host::argument(argc, argv, 1, 10));
	std::signal(SIGTERM, on_terminate);
	host::Engine engine;
	std::thread isolates(make_isolates);
	bool served = serve_until(end, argc > 2 ? argv[2] : nullptr);

	stopping = true;
	isolates.join();
	print_ledger();
	return served ? 0 : 1;
}
