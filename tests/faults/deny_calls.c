/* SPDX-License-Identifier: MIT */
/*
 * Runs a command to which the kernel refuses some calls, as a container's filter does:
 * deny_calls CALL[,CALL]... COMMAND [ARGUMENT]...
 *
 * Ends with 77 where there is no seccomp.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

struct call {
	const char *name;
	unsigned number;
	unsigned third; /* bits of the third argument without which it is allowed; 0: never */
	unsigned error;
};

static const struct call calls[] = {
	{"mprotect", SYS_mprotect, 0, EPERM},
	{"mprotect-exec", SYS_mprotect, PROT_EXEC, EPERM},
	{"process_vm_readv", SYS_process_vm_readv, 0, EPERM},
	{"pread64", SYS_pread64, 0, EPERM},
	{"socket", SYS_socket, 0, EACCES},
	{"membarrier", SYS_membarrier, 0, ENOSYS},
	{"sched_getaffinity", SYS_sched_getaffinity, 0, EPERM},
};

enum { RULE_SIZE = 5 };

static void add_rule(struct sock_filter *rule, const struct call *call)
{
	const struct sock_filter rules[RULE_SIZE] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call->number, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
		BPF_JUMP(BPF_JMP | (call->third != 0 ? BPF_JSET : BPF_JGE) | BPF_K, call->third, 0,
			1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | call->error),
	};

	memcpy(rule, rules, sizeof(rules));
}

static const struct call *find_call(const char *name)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (strcmp(calls[i].name, name) == 0) {
			return &calls[i];
		}
	}
	fprintf(stderr, "deny_calls: cannot deny %s\n", name);
	exit(2);
}

int main(int argc, char **argv)
{
	enum { CALLS_MAX = 8 };
	struct sock_filter filter[CALLS_MAX * RULE_SIZE + 1];
	struct sock_fprog program = {.filter = filter};

	if (argc < 3) {
		fprintf(stderr, "usage: deny_calls CALL[,CALL]... COMMAND [ARGUMENT]...\n");
		return 2;
	}
	for (char *name = strtok(argv[1], ","); name != NULL && program.len < CALLS_MAX * RULE_SIZE;
		name = strtok(NULL, ",")) {
		add_rule(&filter[program.len], find_call(name));
		program.len += RULE_SIZE;
	}
	filter[program.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
		perror("deny_calls: no seccomp");
		return 77;
	}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 127;
}
