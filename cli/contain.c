/* SPDX-License-Identifier: MIT */
#include "contain.h"

#include <errno.h>
#include <ftw.h>
#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "message.h"

/* What a terminal sends to both: the child's answer is ours. */
static const int shared_signals[] = {SIGINT, SIGQUIT};

enum { SHARED = sizeof(shared_signals) / sizeof(shared_signals[0]) };

static bool is_crash(int signal)
{
	return signal == SIGSEGV || signal == SIGBUS || signal == SIGABRT || signal == SIGFPE ||
	       signal == SIGILL || signal == SIGTRAP;
}

/*
 * babeltrace2 makes room for arrays of any length that a trace tells. What is sound needs
 * memory in proportion to what is read, and for the debug information of large programs.
 */
static const rlim_t base_memory = (rlim_t)2 << 30;
enum { MEMORY_PER_BYTE = 64, MAX_OPEN_FOLDERS = 16 };

/* Sanitizers reserve more than there is. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static const bool limits_memory = false;
#else
static const bool limits_memory = true;
#endif

static rlim_t bytes_to_read;

static int add_size(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	(void)path;
	(void)ftw;
	if (type == FTW_F && S_ISREG(status->st_mode)) {
		bytes_to_read += (rlim_t)status->st_size;
	}
	return 0;
}

static void limit_memory(int argc, char **argv)
{
	struct rlimit limit;
	rlim_t wanted;

	for (int i = 1; i < argc; i++) {
		/* "--snapshot=FILE" */
		const char *value = argv[i][0] == '-' ? strchr(argv[i], '=') : NULL;

		nftw(value ? value + 1 : argv[i], add_size, MAX_OPEN_FOLDERS, FTW_PHYS);
	}
	wanted = base_memory + MEMORY_PER_BYTE * bytes_to_read;
	if (getrlimit(RLIMIT_DATA, &limit) == 0 && wanted < limit.rlim_cur) {
		limit.rlim_cur = wanted;
		setrlimit(RLIMIT_DATA, &limit);
	}
}

/* What GLib says of babeltrace2's use of it helps no user; our own line comes after. */
static GLogWriterOutput drop_complaints(
	GLogLevelFlags level, const GLogField *fields, gsize count, gpointer data)
{
	for (gsize i = 0; i < count; i++) {
		if (strcmp(fields[i].key, "GLIB_DOMAIN") == 0 &&
			g_strcmp0(fields[i].value, "GLib") == 0) {
			return G_LOG_WRITER_HANDLED;
		}
	}
	return g_log_writer_default(level, fields, count, data);
}

/* A crash that is expected leaves no core file. */
static void run_child(int (*run)(int argc, char **argv), int argc, char **argv, pid_t parent)
{
	const struct rlimit none = {0, 0};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) {
		_exit(EXIT_FAILURE);
	}
	setrlimit(RLIMIT_CORE, &none);
	if (limits_memory) {
		limit_memory(argc, argv);
	}
	g_log_set_writer_func(drop_complaints, NULL, NULL);
	exit(run(argc, argv));
}

/* The child's status as wait() gives it. */
static int wait_for(pid_t child)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct sigaction before[SHARED];
	int status = 0;

	for (size_t i = 0; i < SHARED; i++) {
		sigaction(shared_signals[i], &ignore, &before[i]);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
	}
	for (size_t i = 0; i < SHARED; i++) {
		sigaction(shared_signals[i], &before[i], NULL);
	}
	return status;
}

/* Ends as the child did. */
static int die_of(int signal_number)
{
	signal(signal_number, SIG_DFL);
	raise(signal_number);
	return 128 + signal_number;
}

int v8scope_contain(int (*run)(int argc, char **argv), int argc, char **argv, int crash_status)
{
	pid_t parent = getpid();
	pid_t child;
	int status;

	fflush(NULL);
	child = fork();
	if (child < 0) {
		return run(argc, argv);
	}
	if (child == 0) {
		run_child(run, argc, argv, parent);
	}
	status = wait_for(child);
	if (WIFEXITED(status)) {
		return WEXITSTATUS(status);
	}
	if (!is_crash(WTERMSIG(status))) {
		return die_of(WTERMSIG(status));
	}
	v8scope_message("the trace is damaged: babeltrace2 could not read it and ended by a "
			"signal (%s); record it again, or remove the damaged stream files",
		strsignal(WTERMSIG(status)));
	return crash_status;
}
