/* SPDX-License-Identifier: MIT */
/*
 * Preloaded besides the runtime: calls that the runtime makes fail, those of anybody else do
 * not. Which: FAULT=FUNCTION:FIRST-LAST, counted from 1 in each process. How often it was called
 * and failed, over all processes, is added to the two 64-bit words of FAULT_FILE.
 *
 * Who calls is told by the return address; so a function that hands on the caller's own call
 * must be left by a jump: this file is compiled with sibling calls.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct counters {
	uint64_t calls;
	uint64_t failed;
};

static struct {
	char function[64];
	unsigned long first;
	unsigned long last;
	unsigned long calls;
	uintptr_t begin; /* of the runtime's code */
	uintptr_t end;
	struct counters *counters;
} fault;

/* glibc's own allocator, which needs no lookup: dlsym() allocates. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

/* No header has these. */
int __cxa_atexit(void (*function)(void *), void *data, void *object);
int __register_atfork(
	void (*prepare)(void), void (*parent)(void), void (*child)(void), void *object);
void *lttng_ust_probe_register(const void *provider);

static bool is_due(const char *function, const void *caller)
{
	unsigned long call;

	if ((uintptr_t)caller - fault.begin >= fault.end - fault.begin ||
		strcmp(function, fault.function) != 0) {
		return false;
	}
	call = __atomic_add_fetch(&fault.calls, 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&fault.counters->calls, 1, __ATOMIC_RELAXED);
	if (call < fault.first || call > fault.last) {
		return false;
	}
	__atomic_add_fetch(&fault.counters->failed, 1, __ATOMIC_RELAXED);
	return true;
}

/* dlsym() itself is one of the functions; dlvsym() is not. */
static void *real_function(const char *name)
{
	static void *(*real_dlsym)(void *handle, const char *symbol);

	if (real_dlsym == NULL) {
		real_dlsym = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34");
	}
	return real_dlsym(RTLD_NEXT, name);
}

#define IS_DUE(name) is_due(#name, __builtin_return_address(0))

static int fail_with(int error)
{
	errno = error;
	return -1;
}

void *malloc(size_t size)
{
	return IS_DUE(malloc) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return IS_DUE(calloc) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
	return IS_DUE(realloc) ? NULL : __libc_realloc(memory, size);
}

/* FAULT(returned type, name, parameters, arguments, what a failure returns) */
#define FAULT(ret, name, params, args, failure)                                                    \
	ret name params                                                                            \
	{                                                                                          \
		static ret(*real) params;                                                          \
                                                                                                   \
		if (IS_DUE(name)) {                                                                \
			return failure;                                                            \
		}                                                                                  \
		if (real == NULL) {                                                                \
			real = (ret(*) params)real_function(#name);                                \
		}                                                                                  \
		return real args;                                                                  \
	}

typedef int (*visit_fn)(struct dl_phdr_info *info, size_t size, void *data);

FAULT(int, mprotect, (void *address, size_t size, int protection), (address, size, protection),
	fail_with(EACCES))
FAULT(void *, dlopen, (const char *file, int mode), (file, mode), NULL)
FAULT(void *, dlsym, (void *handle, const char *symbol), (handle, symbol), NULL)
FAULT(int, dlclose, (void *handle), (handle), -1)
FAULT(int, dladdr, (const void *address, Dl_info *info), (address, info), 0)
FAULT(int, dladdr1, (const void *address, Dl_info *info, void **extra, int flags),
	(address, info, extra, flags), 0)
FAULT(int, dl_iterate_phdr, (visit_fn visit, void *data), (visit, data), 0)
FAULT(int, pthread_key_create, (pthread_key_t * key, void (*destructor)(void *)), (key, destructor),
	EAGAIN)
FAULT(int, pthread_setspecific, (pthread_key_t key, const void *value), (key, value), ENOMEM)
FAULT(int, pthread_getattr_np, (pthread_t thread, pthread_attr_t *attr), (thread, attr), ENOMEM)
FAULT(int, pthread_attr_init, (pthread_attr_t * attr), (attr), ENOMEM)
FAULT(int, pthread_attr_getstack, (const pthread_attr_t *attr, void **low, size_t *size),
	(attr, low, size), EINVAL)
FAULT(int, pthread_create,
	(pthread_t * thread, const pthread_attr_t *attr, void *(*start)(void *), void *data),
	(thread, attr, start, data), EAGAIN)
FAULT(int, pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex), EBUSY)
FAULT(int, sem_init, (sem_t * semaphore, int shared, unsigned value), (semaphore, shared, value),
	fail_with(ENOSYS))
FAULT(int, sigaction, (int number, const struct sigaction *action, struct sigaction *original),
	(number, action, original), fail_with(EINVAL))
FAULT(ssize_t, pread, (int file, void *data, size_t size, off_t offset), (file, data, size, offset),
	fail_with(EIO))
FAULT(ssize_t, write, (int file, const void *data, size_t size), (file, data, size), fail_with(EIO))
FAULT(int, unlinkat, (int dir, const char *path, int flags), (dir, path, flags), fail_with(EACCES))
FAULT(int, fstatvfs, (int file, struct statvfs *status), (file, status), fail_with(EIO))
FAULT(ssize_t, readlink, (const char *path, char *target, size_t size), (path, target, size),
	fail_with(EACCES))
FAULT(ssize_t, process_vm_readv,
	(pid_t pid, const struct iovec *local, unsigned long locals, const struct iovec *remote,
		unsigned long remotes, unsigned long flags),
	(pid, local, locals, remote, remotes, flags), fail_with(EPERM))
FAULT(int, socket, (int domain, int type, int protocol), (domain, type, protocol),
	fail_with(EMFILE))
FAULT(int, connect, (int file, const struct sockaddr *address, socklen_t size),
	(file, address, size), fail_with(ECONNREFUSED))
FAULT(ssize_t, send, (int file, const void *data, size_t size, int flags),
	(file, data, size, flags), fail_with(EPIPE))
FAULT(int, poll, (struct pollfd * files, nfds_t count, int timeout), (files, count, timeout),
	fail_with(EINTR))
FAULT(int, clock_gettime, (clockid_t clock, struct timespec *now), (clock, now), fail_with(EINVAL))
FAULT(int, nanosleep, (const struct timespec *time, struct timespec *rest), (time, rest),
	fail_with(EINTR))
FAULT(int, getrlimit, (__rlimit_resource_t resource, struct rlimit *limit), (resource, limit),
	fail_with(EINVAL))
FAULT(long, sysconf, (int name), (name), fail_with(EINVAL))
FAULT(int, __cxa_atexit, (void (*function)(void *), void *data, void *object),
	(function, data, object), -1)
FAULT(int, __register_atfork,
	(void (*prepare)(void), void (*parent)(void), void (*child)(void), void *object),
	(prepare, parent, child, object), ENOMEM)
FAULT(void *, lttng_ust_probe_register, (const void *provider), (provider), NULL)

/* With O_CREAT there is a third argument. */
int open(const char *path, int flags, ...)
{
	static int (*real)(const char *path, int flags, ...);
	va_list args;
	mode_t mode;

	if (IS_DUE(open)) {
		return fail_with(EMFILE);
	}
	if (real == NULL) {
		real = (int (*)(const char *path, int flags, ...))real_function("open");
	}
	va_start(args, flags);
	mode = va_arg(args, mode_t);
	va_end(args);
	return real(path, flags, mode);
}

int openat(int dir, const char *path, int flags, ...)
{
	static int (*real)(int dir, const char *path, int flags, ...);
	va_list args;
	mode_t mode;

	if (IS_DUE(openat)) {
		return fail_with(EMFILE);
	}
	if (real == NULL) {
		real = (int (*)(int dir, const char *path, int flags, ...))real_function("openat");
	}
	va_start(args, flags);
	mode = va_arg(args, mode_t);
	va_end(args);
	return real(dir, path, flags, mode);
}

static int find_runtime(struct dl_phdr_info *info, size_t size, void *data)
{
	static const char runtime[] = "/libv8scope.so";
	size_t length = strlen(info->dlpi_name);

	(void)size;
	(void)data;
	if (length < sizeof(runtime) ||
		strcmp(info->dlpi_name + length - strlen(runtime), runtime) != 0) {
		return 0;
	}
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];

		if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X) != 0) {
			fault.begin = info->dlpi_addr + segment->p_vaddr;
			fault.end = fault.begin + segment->p_memsz;
		}
	}
	return 1;
}

static struct counters *map_counters(void)
{
	const char *path = getenv("FAULT_FILE");
	int file = path != NULL ? (int)syscall(SYS_openat, AT_FDCWD, path,
					  O_RDWR | O_CREAT | O_CLOEXEC, 0600)
				: -1;
	void *counters = MAP_FAILED;

	if (file >= 0 && ftruncate(file, sizeof(struct counters)) == 0) {
		counters = mmap(
			NULL, sizeof(struct counters), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	}
	if (file >= 0) {
		syscall(SYS_close, file);
	}
	return counters != MAP_FAILED ? counters : NULL;
}

/* Of preloaded objects the last begins first: before the runtime. */
__attribute__((constructor)) static void begin(void)
{
	const char *text = getenv("FAULT");

	fault.counters = map_counters();
	if (text != NULL && fault.counters != NULL &&
		sscanf(text, "%63[^:]:%lu-%lu", fault.function, &fault.first, &fault.last) == 3) {
		dl_iterate_phdr(find_runtime, NULL);
	}
}
