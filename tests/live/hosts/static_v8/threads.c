/* SPDX-License-Identifier: MIT */
/*
 * Threads with an isolate each make and reset globals in growing numbers, in scopes, while
 * the first thread forks: threads THREADS FORKS. Each child goes on with what it has.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

void v8__HandleScope__CONSTRUCT(uintptr_t scope[3], void *isolate);
void v8__HandleScope__DESTRUCT(uintptr_t scope[3]);
const void *v8__Local__New(void *isolate, const void *other);
void *v8__Global__New(void *isolate, const void *data);
void v8__Global__Reset(void *slot);
void *v8__Isolate__GetCurrent(void);

enum { GLOBALS = 4000, CHILD_SECONDS = 30 };

static bool stop;

static void use(void *isolate)
{
	static const int value;
	void *slots[GLOBALS];
	uintptr_t scope[3];

	v8__HandleScope__CONSTRUCT(scope, isolate);
	for (int i = 0; i < GLOBALS; i++) {
		slots[i] = v8__Global__New(isolate, v8__Local__New(isolate, &value));
	}
	for (int i = 0; i < GLOBALS; i++) {
		v8__Global__Reset(slots[i]);
	}
	v8__HandleScope__DESTRUCT(scope);
}

static void *run(void *unused)
{
	void *isolate = v8__Isolate__GetCurrent();

	(void)unused;
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		use(isolate);
	}
	return NULL;
}

/* Whether the child came to its end. */
static bool fork_and_use(void *isolate)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		alarm(CHILD_SECONDS);
		use(isolate);
		_exit(0);
	}
	return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

int main(int argc, char **argv)
{
	enum { THREADS_MAX = 16 };
	int threads = argc > 1 ? atoi(argv[1]) : 4;
	int forks = argc > 2 ? atoi(argv[2]) : 0;
	pthread_t ids[THREADS_MAX];
	int failed = 0;

	threads = threads < THREADS_MAX ? threads : THREADS_MAX;
	for (int i = 0; i < threads; i++) {
		pthread_create(&ids[i], NULL, run, NULL);
	}
	for (int i = 0; i < forks; i++) {
		failed += !fork_and_use(v8__Isolate__GetCurrent());
	}
	for (int i = 0; forks == 0 && i < 20; i++) {
		use(v8__Isolate__GetCurrent());
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	for (int i = 0; i < threads; i++) {
		pthread_join(ids[i], NULL);
	}
	printf("forks=%d failed=%d\n", forks, failed);
	fflush(stdout);
	return failed != 0;
}
