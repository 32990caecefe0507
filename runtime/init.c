/* SPDX-License-Identifier: MIT */
/* Where the runtime begins: as a preloaded library, before the program's main. */
#include <errno.h>

#include "control.h"
#include "env.h"
#include "fork.h"
#include "got.h"
#include "locks.h"
#include "log.h"
#include "object_types.h"
#include "v8_api.h"
#include "v8_provider.h"
#include "wrapped.h"

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
	if (v8scope_v8_resolve()) {
		v8scope_object_types_init();
		v8scope_log("V8 %s, %zu entries hooked", v8scope_v8.get_version(),
			v8scope_got_patch_all());
	} else {
		v8scope_log("no V8 in this process's global scope");
	}
	errno = saved_errno;
}
