/* SPDX-License-Identifier: MIT */
/*
 * A host to which something happens while a scope of it leaks: host_faults MODE ROUNDS.
 * The modes are listed below, before main(). What it prints depends on nothing but these.
 *
 * With FAULT_HOLD=PATH in its environment it stops half way, writes its pid to PATH.held and goes
 * on once there is a PATH.go.
 */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "host.hh"

extern char **environ;

struct program {
	v8::Isolate *isolate;
	v8::Local<v8::Context> context;
	v8::Local<v8::Function> function;
	char **argv;
	long rounds;
	long result; /* what the mode has counted */
};

struct mode {
	const char *name;
	const char *source;
	void (*at_half)(program *program);
	void (*each)(program *program, long round);
	void (*at_end)(program *program); /* the leaking scope is still open */
};

static v8::Isolate *signalled_isolate;
static long signals_handled;

__attribute__((noinline)) static void nested_scopes(v8::Isolate *isolate, int depth)
{
	v8::HandleScope scope(isolate);

	if (depth > 1) {
		nested_scopes(isolate, depth - 1);
	}
}

static void on_timer(int number)
{
	(void)number;
	nested_scopes(signalled_isolate, 3);
	signals_handled++;
}

/* A thousand signals a second, to this thread only. */
static void start_timer(program *program, int flags)
{
	struct sigaction action = {};
	struct sigevent event = {};
	struct itimerspec interval = {{0, 1000000}, {0, 1000000}};
	timer_t timer;

	signalled_isolate = program->isolate;
	action.sa_handler = on_timer;
	action.sa_flags = SA_RESTART | flags;
	sigaction(SIGRTMIN + 3, &action, nullptr);
	event.sigev_notify = SIGEV_THREAD_ID;
	event.sigev_signo = SIGRTMIN + 3;
	event._sigev_un._tid = gettid();
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0 ||
		timer_settime(timer, 0, &interval, nullptr) != 0) {
		exit(99);
	}
}

static void call(program *program)
{
	v8::TryCatch caught(program->isolate);

	if (program->function->Call(program->context, v8::Undefined(program->isolate), 0, nullptr)
			.IsEmpty()) {
		program->result++;
	}
	program->isolate->PerformMicrotaskCheckpoint();
}

static void with_signals(program *program, long round, int flags)
{
	enum { SIGNALS = 300 };

	if (round == 0) {
		start_timer(program, flags);
	}
	if (round == program->rounds - 1) {
		while (signals_handled < SIGNALS) {
			nested_scopes(program->isolate, 3);
		}
		signal(SIGRTMIN + 3, SIG_IGN);
	}
}

static void each_signals(program *program, long round)
{
	with_signals(program, round, 0);
}

static void each_signals_altstack(program *program, long round)
{
	enum { SIZE = 64 * 1024 };
	stack_t stack = {};

	if (round == 0) {
		stack.ss_sp = std::malloc(SIZE);
		stack.ss_size = SIZE;
		sigaltstack(&stack, nullptr);
	}
	with_signals(program, round, SA_ONSTACK);
}

/* Files of the host's own, at the numbers that have become free. */
static std::vector<int> open_files()
{
	enum { FILES = 64 };
	std::vector<int> files;

	for (int i = 0; i < FILES; i++) {
		int file = memfd_create("host", 0);

		if (file < 0 || write(file, "host", 4) != 4) {
			exit(98);
		}
		files.push_back(file);
	}
	return files;
}

static std::vector<int> files;

static void half_close(program *program)
{
	(void)program;
	for (int i = 3; i < 1024; i++) {
		close(i);
	}
	files = open_files();
}

static void half_close_range(program *program)
{
	(void)program;
	close_range(3, ~0U, 0);
	files = open_files();
}

static void half_closefrom(program *program)
{
	(void)program;
	closefrom(3);
	files = open_files();
}

/* They are still what the host made of them. */
static void end_files(program *program)
{
	for (int file : files) {
		char text[16];

		program->result += pread(file, text, sizeof(text), 0) == 4 &&
				   std::memcmp(text, "host", 4) == 0;
	}
}

static void each_fork(program *program, long round)
{
	enum { EVERY = 50 };
	int status = 0;
	pid_t child;

	if (round % EVERY != 0) {
		return;
	}
	child = fork();
	if (child == 0) {
		call(program);
		nested_scopes(program->isolate, 3);
		_exit((int)(round / EVERY % 7));
	}
	waitpid(child, &status, 0);
	program->result += status;
}

static void each_spawn(program *program, long round)
{
	enum { EVERY = 100 };
	char *const argv[] = {(char *)"sh", (char *)"-c", (char *)"exit 3", nullptr};
	int status = 0;
	pid_t child;

	if (round % EVERY == 0 &&
		posix_spawn(&child, "/bin/sh", nullptr, nullptr, argv, environ) == 0) {
		waitpid(child, &status, 0);
		program->result += WEXITSTATUS(status);
	}
}

static void end_exec(program *program)
{
	char *argv[] = {
		program->argv[0], (char *)"exec", program->argv[2], (char *)"again", nullptr};

	if (program->argv[3] == nullptr) {
		printf("executing itself\n");
		fflush(stdout);
		execv("/proc/self/exe", argv);
	}
}

static void half_setuid(program *program)
{
	program->result = setresuid(65534, 65534, 65534);
}

static void half_chroot(program *program)
{
	program->result = chroot("/proc/self/fdinfo") + chdir("/");
}

static void half_clearenv(program *program)
{
	program->result = clearenv();
}

static void half_close_stdout(program *program)
{
	program->result = close(STDERR_FILENO) + close(STDIN_FILENO);
}

static void end_exit(program *program)
{
	(void)program;
	exit(5);
}

static void end_quick(program *program)
{
	(void)program;
	_exit(6);
}

static void end_abort(program *program)
{
	(void)program;
	abort();
}

static void end_kill(program *program)
{
	(void)program;
	kill(getpid(), SIGKILL);
}

static void end_terminate(program *program)
{
	(void)program;
	kill(getpid(), SIGTERM);
	pause();
}

static void end_segv(program *program)
{
	(void)program;
	*(volatile int *)mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) = 1;
}

static void end_throw(program *program)
{
	v8::HandleScope scope(program->isolate);

	throw std::runtime_error("nobody catches it");
}

static void exit_called(const v8::FunctionCallbackInfo<v8::Value> &info)
{
	v8::HandleScope scope(info.GetIsolate());

	exit(7);
}

static void end_exit_in_call(program *program)
{
	v8::Local<v8::Function> function =
		v8::Function::New(program->context, exit_called).ToLocalChecked();

	program->result =
		function->Call(program->context, v8::Undefined(program->isolate), 0, nullptr)
			.IsEmpty();
}

static void end_heap_limit(program *program)
{
	for (;;) {
		v8::Array::New(program->isolate, 1000);
	}
}

static const char plain[] = "(async () => 'hello world')";
static const char recursive[] = "(function f() { return 1 + f(); })";

static const mode modes[] = {
	{"leak", plain, nullptr, nullptr, nullptr},
	{"jitless", plain, nullptr, nullptr, nullptr},
	{"signals", plain, nullptr, each_signals, nullptr},
	{"altstack", plain, nullptr, each_signals_altstack, nullptr},
	{"overflow", recursive, nullptr, nullptr, nullptr},
	{"close", plain, half_close, nullptr, end_files},
	{"close-range", plain, half_close_range, nullptr, end_files},
	{"closefrom", plain, half_closefrom, nullptr, end_files},
	{"close-standard", plain, half_close_stdout, nullptr, nullptr},
	{"fork", plain, nullptr, each_fork, nullptr},
	{"spawn", plain, nullptr, each_spawn, nullptr},
	{"exec", plain, nullptr, nullptr, end_exec},
	{"setuid", plain, half_setuid, nullptr, nullptr},
	{"chroot", plain, half_chroot, nullptr, nullptr},
	{"clearenv", plain, half_clearenv, nullptr, nullptr},
	{"exit", plain, nullptr, nullptr, end_exit},
	{"exit-in-call", plain, nullptr, nullptr, end_exit_in_call},
	{"_exit", plain, nullptr, nullptr, end_quick},
	{"abort", plain, nullptr, nullptr, end_abort},
	{"kill", plain, nullptr, nullptr, end_kill},
	{"terminate", plain, nullptr, nullptr, end_terminate},
	{"segv", plain, nullptr, nullptr, end_segv},
	{"throw", plain, nullptr, nullptr, end_throw},
	{"heap-limit", plain, nullptr, nullptr, end_heap_limit},
};

static void hold()
{
	const char *path = getenv("FAULT_HOLD");

	if (path != nullptr && path[0] != '\0') {
		std::string held = std::string(path) + ".held";
		std::string go = std::string(path) + ".go";

		std::string made = held + ".new";
		FILE *file = fopen(made.c_str(), "w");

		fprintf(file, "%d\n", (int)getpid());
		fclose(file);
		rename(made.c_str(), held.c_str());
		while (access(go.c_str(), F_OK) != 0) {
			usleep(2000);
		}
	}
}

__attribute__((noinline)) static void leak_under_fault(program *program, const mode *mode)
{
	v8::HandleScope leaking(program->isolate); // LEAK: fault
	v8::Local<v8::Context> context = v8::Context::New(program->isolate);
	v8::Context::Scope context_scope(context);

	program->context = context;
	program->function = host::compile(program->isolate, context, mode->source);
	for (long round = 0; round < program->rounds; round++) {
		if (round == program->rounds / 2) {
			hold();
			if (mode->at_half != nullptr) {
				mode->at_half(program);
			}
		}
		if (mode->each != nullptr) {
			mode->each(program, round);
		}
		call(program);
		nested_scopes(program->isolate, 2);
	}
	printf("%s rounds=%ld handles=%d\n", mode->name, program->rounds,
		v8::HandleScope::NumberOfHandles(program->isolate));
	fflush(stdout);
	if (mode->at_end != nullptr) {
		mode->at_end(program);
	}
	printf("%s result=%ld\n", mode->name, program->result);
}

static const mode *find_mode(const char *name)
{
	for (const mode &mode : modes) {
		if (std::strcmp(mode.name, name) == 0) {
			return &mode;
		}
	}
	fprintf(stderr, "host_faults: no mode %s\n", name);
	exit(2);
}

int main(int argc, char **argv)
{
	const mode *mode = find_mode(argc > 1 ? argv[1] : "leak");
	program program = {};

	if (std::strcmp(mode->name, "jitless") == 0) {
		v8::V8::SetFlagsFromString("--jitless");
	}
	if (std::strcmp(mode->name, "heap-limit") == 0) {
		v8::V8::SetFlagsFromString("--max-old-space-size=24");
	}
	host::Engine engine;

	program.isolate = host::new_isolate();
	program.argv = argv;
	program.rounds = host::argument(argc, argv, 2, 5000);
	{
		v8::Isolate::Scope isolate_scope(program.isolate);

		program.isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
		leak_under_fault(&program, mode);
	}
	program.isolate->Dispose();
	return 0;
}
