/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "memory.h"

/* Two pages' room of which only the first is mapped. */
static uintptr_t make_edge(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *memory =
		mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(memory, MAP_FAILED);
	munmap(memory + page, page);
	return (uintptr_t)memory + page;
}

static void what_is_readable_is_read_and_nothing_else(void **state)
{
	static const uintptr_t values[] = {11, 22, 33};
	uintptr_t edge = make_edge();
	uintptr_t addresses[] = {
		(uintptr_t)&values[2], edge, 0, (uintptr_t)&values[0], edge - sizeof(uintptr_t)};
	uintptr_t words[5];

	(void)state;
	assert_true(v8scope_memory_read(words, (uintptr_t)values, sizeof(values)));
	assert_memory_equal(words, values, sizeof(values));
	assert_false(v8scope_memory_read(words, edge - 8, 16));
	assert_false(v8scope_memory_read(words, edge, 8));
	*(uintptr_t *)(edge - sizeof(uintptr_t)) = 44;
	assert_true(v8scope_memory_read_each(words, addresses, 5, sizeof(words[0])));
	assert_int_equal(words[0], 33);
	assert_int_equal(words[1], 0);
	assert_int_equal(words[2], 0);
	assert_int_equal(words[3], 11);
	assert_int_equal(words[4], 44);
}

/* As a container's filter does. */
static bool forbid_process_vm_readv(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_process_vm_readv, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(code) / sizeof(code[0]), code};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static void it_is_read_where_process_vm_readv_is_forbidden(void **state)
{
	if (!forbid_process_vm_readv()) {
		skip(); /* Under qemu there are neither filters nor process_vm_readv. */
	}
	what_is_readable_is_read_and_nothing_else(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_readable_is_read_and_nothing_else),
		cmocka_unit_test(it_is_read_where_process_vm_readv_is_forbidden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
