/* SPDX-License-Identifier: MIT */
/*
 * Where the runtime begins: as a preloaded library, before the program's main.
 * Where V8 comes later (a plugin host that loads it), again when it comes.
 */
#define _GNU_SOURCE
#include "init.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <time.h>

#include "control.h"
#include "env.h"
#include "fork.h"
#include "got.h"
#include "hook_close_range.h"
#include "hook_dlopen.h"
#include "inventory.h"
#include "locks.h"
#include "log.h"
#include "napi_manifest.h"
#include "js_functions.h"
#include "object_types.h"
#include "public_functions.h"
#include "unloads.h"
#include "v8_api.h"
#include "v8_provider.h"
#include "wrapped.h"

enum v8_state { V8_STATE_UNKNOWN, V8_STATE_RESOLVING, V8_STATE_RESOLVED };
static enum v8_state v8_state;

/* What the real functions point into must stay, whatever the host closes. */
static void pin(const void *address)
{
	Dl_info info;

	if (dladdr(address, &info) != 0) {
		dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
	}
}

/*
 * Another thread has found V8 and gets ready to hook it. What this one has loaded is
 * better hooked before it is used, but it cannot wait long: it may hold locks of the
 * dynamic linker that the other one needs.
 */
static void wait_for_v8(void)
{
	enum { WAITS = 100 };
	const struct timespec one_ms = {.tv_nsec = 1000000};

	for (int i = 0;
		i < WAITS && __atomic_load_n(&v8_state, __ATOMIC_ACQUIRE) == V8_STATE_RESOLVING;
		i++) {
		nanosleep(&one_ms, NULL);
	}
}

/* One thread looks. The hooks are in force when all that they need is there. */
static void find_v8(void *handle)
{
	enum v8_state unknown = V8_STATE_UNKNOWN;
	enum v8_state found = V8_STATE_UNKNOWN;

	if (!__atomic_compare_exchange_n(&v8_state, &unknown, V8_STATE_RESOLVING, false,
		    __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
		wait_for_v8();
		return;
	}
	if (v8scope_v8_resolve(handle)) {
		found = V8_STATE_RESOLVED;
		if (handle != RTLD_DEFAULT) {
			pin((const void *)v8scope_v8.get_version);
		}
		v8scope_napi_resolve();
		v8scope_object_types_init();
		v8scope_js_functions_init();
		v8scope_got_use_hooks();
		v8scope_log("found V8 %s", v8scope_v8.get_version());
	}
	__atomic_store_n(&v8_state, found, __ATOMIC_RELEASE);
	/* What was not found is no error of the host's. glibc keeps one for each thread. */
	dlerror(); /* NOLINT(concurrency-mt-unsafe) */
}

/*
 * Of liblttng-ust, for its own dlopen wrapper: records what is loaded where, which
 * the addresses in later events need.
 */
void lttng_ust_dl_update(void *ip) __attribute__((weak));

/* In the child of a fork it looks itself when it begins. */
static bool may_tell_lttng(void)
{
	return lttng_ust_dl_update != NULL && !v8scope_fork_is_unsettled;
}

void v8scope_init_loaded(void *handle)
{
	int saved_errno = errno;

	v8scope_unloads_look(0);
	if (may_tell_lttng()) {
		lttng_ust_dl_update(__builtin_return_address(0));
	}
	v8scope_unloads_look(0);
	find_v8(handle);
	if (v8scope_got_patch_all() > 0 && !v8scope_fork_is_unsettled &&
		__atomic_load_n(&v8_state, __ATOMIC_ACQUIRE) != V8_STATE_RESOLVING) {
		v8scope_inventory_tell_all();
	}
	errno = saved_errno;
}

/* LTTng-UST is told, too: a new build of a library can come to the same place. */
void v8scope_init_unloaded(uint64_t clock_ns)
{
	int saved_errno = errno;

	if (v8scope_unloads_look(clock_ns) && may_tell_lttng()) {
		lttng_ust_dl_update(__builtin_return_address(0));
	}
	errno = saved_errno;
}

__attribute__((constructor)) static void begin(void)
{
	int saved_errno = errno;

	v8scope_env_read();
	if (v8scope_wrapped_is_loaded()) {
		v8scope_log("v8scope is linked into this program: this one stays out of it");
		v8scope_provider_withdraw();
		errno = saved_errno;
		return;
	}
	v8scope_locks_init();
	v8scope_fork_watch();
	v8scope_control_report_process();
	v8scope_dlopen_add_hooks();
	v8scope_close_range_add_hooks();
	v8scope_public_functions_add_hooks();
	v8scope_got_use_hooks();
	v8scope_unloads_look(0);
	find_v8(RTLD_DEFAULT);
	if (v8_state != V8_STATE_RESOLVED) {
		v8scope_log("no V8 in this process's global scope");
	}
	v8scope_log("%zu entries hooked", v8scope_got_patch_all());
	v8scope_inventory_tell_all();
	errno = saved_errno;
}
