/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "snapshot_signal.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include "env.h"
#include "heap_snapshot.h"
#include "log.h"

enum { STACK_SIZE = 256 * 1024 };

static sem_t wake;
static pid_t watched_in; /* the process that listens; its thread is not in children */
static const char *obstacle;

static void on_signal(int number)
{
	int saved_errno = errno;

	(void)number;
	sem_post(&wake);
	errno = saved_errno;
}

static void *wait_for_signals(void *data)
{
	(void)data;
	for (;;) {
		if (sem_wait(&wake) == 0 && v8scope_v8_alive()) {
			v8scope_isolate_for_each(v8scope_heap_snapshot_request);
		}
	}
	return NULL;
}

/* A thread that no signal of the program's ever reaches. */
static bool start_thread(void)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all;
	sigset_t original;
	int error;

	if (pthread_attr_init(&attributes) != 0) {
		return false;
	}
	pthread_attr_setstacksize(&attributes, STACK_SIZE);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &original);
	error = pthread_create(&thread, &attributes, wait_for_signals, NULL);
	pthread_sigmask(SIG_SETMASK, &original, NULL);
	pthread_attr_destroy(&attributes);
	return error == 0;
}

static bool is_ours(void)
{
	struct sigaction action;

	return sigaction(v8scope_env.snapshot_signal, NULL, &action) == 0 &&
	       action.sa_handler == on_signal;
}

static const char *begin(void)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART | SA_ONSTACK};
	struct sigaction original;

	if (sigaction(v8scope_env.snapshot_signal, NULL, &original) != 0 ||
		original.sa_handler != SIG_DFL) {
		return "the program handles the signal itself";
	}
	if (sem_init(&wake, 0, 0) != 0 || !start_thread()) {
		return "no thread could be started to wait for the signal";
	}
	sigaction(v8scope_env.snapshot_signal, &action, NULL);
	return NULL;
}

void v8scope_snapshot_signal_watch(void)
{
	pid_t pid = getpid();
	int saved_errno = errno;

	if (v8scope_env.snapshot != V8SCOPE_SNAPSHOT_SIGNAL ||
		__atomic_exchange_n(&watched_in, pid, __ATOMIC_ACQ_REL) == pid) {
		return;
	}
	obstacle = begin();
	if (obstacle != NULL) {
		v8scope_log("no heap snapshots by signal: %s", obstacle);
	}
	errno = saved_errno;
}

const char *v8scope_snapshot_signal_obstacle(void)
{
	if (obstacle == NULL && !is_ours()) {
		return "the program handles the signal itself";
	}
	return obstacle;
}

void v8scope_snapshot_signal_forked(void)
{
	if (watched_in != 0 && is_ours()) {
		signal(v8scope_env.snapshot_signal, SIG_DFL);
	}
}
