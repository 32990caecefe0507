/* SPDX-License-Identifier: MIT */
/*
 * Leaks, forks while the leaking scope is open, and goes on in both processes with
 * the isolate that each of them has. V8 must be single-threaded for that. The first
 * argument says what the child does:
 *
 *   leak  twice as many calls as the parent, in a function of its own
 *   idle  nothing of V8; it exits as a program does
 *   exec  executes the program that the other arguments name
 *   descriptors  replaces those that are open
 *
 * or, as `become`, that the program itself executes that one in place of a fork.
 */
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "host.hh"

static void call(v8::Isolate *isolate, v8::Local<v8::Context> context,
	v8::Local<v8::Function> function, long count)
{
	for (long i = 0; i < count; i++) {
		(void)function->Call(context, v8::Undefined(isolate), 0, nullptr).ToLocalChecked();
		isolate->PerformMicrotaskCheckpoint();
	}
}

/*
 * libnode's V8 keeps its heap from children (MADV_DONTFORK): one that goes on with
 * the isolate would crash. Other builds of V8 do not.
 */
static void share_heap_with_children()
{
	std::ifstream maps("/proc/self/maps");
	std::string line;
	unsigned long start;
	unsigned long end;

	while (std::getline(maps, line)) {
		if (std::sscanf(line.c_str(), "%lx-%lx", &start, &end) == 2) {
			madvise(reinterpret_cast<void *>(start), end - start, MADV_DOFORK);
		}
	}
}

static void say(v8::Isolate *isolate, const char *who, size_t before)
{
	printf("who=%s pid=%d handles=%d growth=%zd\n", who, static_cast<int>(getpid()),
		v8::HandleScope::NumberOfHandles(isolate),
		(ssize_t)(host::live_bytes(isolate) - before));
	fflush(stdout);
}

__attribute__((noinline)) static void leak_in_child(v8::Isolate *isolate,
	v8::Local<v8::Context> context, v8::Local<v8::Function> function, long count)
{
	v8::HandleScope scope(isolate); // LEAK: child
	size_t before = host::live_bytes(isolate);

	call(isolate, context, function, count);
	say(isolate, "child", before);
}

/*
 * As who starts another program does: descriptors are put where that one wants them, among them
 * a channel to it. Then it takes its time. What somebody else reads of it and answers comes out.
 */
static void replace_descriptors(int channel)
{
	const timespec moment = {0, 300 * 1000 * 1000};

	for (int fd = STDERR_FILENO + 1; fd < 64; fd++) {
		if (fd != channel) {
			dup2(channel, fd);
		}
	}
	nanosleep(&moment, nullptr);
	_exit(write(channel, "done", 4) != 4);
}

/* Until all have closed the other end. */
static void say_what_is_answered(int channel)
{
	char bytes[16 * 1024] = {};
	ssize_t got;
	ssize_t sum = 0;

	if (write(channel, bytes, sizeof(bytes)) != sizeof(bytes)) {
		return;
	}
	while ((got = read(channel, bytes, sizeof(bytes))) > 0) {
		sum += got;
	}
	printf("who=channel bytes=%zd\n", sum);
}

/* The scope stays open until the child has ended. Its wait status; 0 in the child. */
__attribute__((noinline)) static int leak_and_fork(
	v8::Isolate *isolate, long count, const char *way, char **command)
{
	v8::HandleScope scope(isolate); // LEAK: parent
	v8::Local<v8::Context> context = v8::Context::New(isolate);
	v8::Context::Scope context_scope(context);
	v8::Local<v8::Function> function =
		host::compile(isolate, context, "(async () => 'hello world')");
	size_t before = host::live_bytes(isolate);
	int ends[2];
	pid_t child;
	int status;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
		return 1;
	}
	call(isolate, context, function, count);
	if (std::strcmp(way, "leak") == 0) {
		share_heap_with_children();
	}
	if (std::strcmp(way, "become") == 0) {
		execv(command[0], command);
		_exit(127);
	}
	child = fork();
	if (child == 0 && std::strcmp(way, "exec") == 0) {
		execv(command[0], command);
		_exit(127);
	}
	if (child == 0 && std::strcmp(way, "idle") == 0) {
		exit(0);
	}
	if (child == 0 && std::strcmp(way, "descriptors") == 0) {
		replace_descriptors(ends[1]);
	}
	close(ends[1]);
	if (child == 0) {
		leak_in_child(isolate, context, function, 4 * count);
		return 0;
	}
	call(isolate, context, function, count);
	say(isolate, "parent", before);
	if (std::strcmp(way, "descriptors") == 0) {
		say_what_is_answered(ends[0]);
	}
	close(ends[0]);
	if (child < 0 || waitpid(child, &status, 0) != child) {
		return 1;
	}
	return status;
}

int main(int argc, char **argv)
{
	long count = host::argument(argc, argv, 1, 20000);
	const char *way = argc > 2 ? argv[2] : "leak";
	std::unique_ptr<v8::Platform> platform = v8::platform::NewSingleThreadedDefaultPlatform();
	v8::Isolate *isolate;
	int status;

	v8::V8::SetFlagsFromString("--single-threaded");
	v8::V8::InitializePlatform(platform.get());
	v8::V8::Initialize();
	isolate = host::new_isolate();
	isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
	isolate->Enter();
	status = leak_and_fork(isolate, count, way, argv + (argc > 3 ? 3 : argc));
	isolate->Exit();
	isolate->Dispose();
	v8::V8::Dispose();
	v8::V8::DisposePlatform();
	return status != 0;
}
