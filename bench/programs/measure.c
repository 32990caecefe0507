/* SPDX-License-Identifier: MIT */
/*
 * measure FILE COMMAND...: runs the command and writes one line into FILE: wall clock time in
 * ns, CPU time (user and system) in ns, largest resident set of any of its processes in KiB.
 * Ends with the command's status, 128 + N if signal N ended it, 127 if it cannot be run.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static uint64_t ns_of(struct timeval time)
{
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u;
}

/* getrusage(RUSAGE_CHILDREN), unlike wait4(), knows of the children's children. */
static int write_figures(const char *path, uint64_t wall)
{
	FILE *file = fopen(path, "w");
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	if (file == NULL) {
		fprintf(stderr, "measure: %s: %s\n", path, strerror(errno));
		return 1;
	}
	fprintf(file, "%" PRIu64 " %" PRIu64 " %ld\n", wall,
		ns_of(usage.ru_utime) + ns_of(usage.ru_stime), usage.ru_maxrss);
	return fclose(file) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	uint64_t begin = now();
	int status = 0;
	pid_t child;

	if (argc < 3) {
		fprintf(stderr, "usage: measure FILE COMMAND...\n");
		return 2;
	}
	child = fork();
	if (child == 0) {
		execvp(argv[2], argv + 2);
		fprintf(stderr, "measure: %s: %s\n", argv[2], strerror(errno));
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child) {
		fprintf(stderr, "measure: %s\n", strerror(errno));
		return 1;
	}
	if (write_figures(argv[1], now() - begin) != 0) {
		return 1;
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
