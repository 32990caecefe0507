/* SPDX-License-Identifier: MIT */
/* Where the runtime begins if it was linked in, see attach_wrap.c. */
#include <errno.h>

#include "bindings.h"
#include "control.h"
#include "env.h"
#include "fork.h"
#include "isolate.h"
#include "locks.h"
#include "log.h"
#include "js_functions.h"
#include "object_types.h"
#include "v8_api.h"
#include "v8_provider.h"

/* Before the program's own constructors: those may call V8, and so the hooks. */
__attribute__((constructor(101))) static void begin(void)
{
	int saved_errno = errno;
	bool has_v8;

	v8scope_provider_keep();
	v8scope_env_read();
	v8scope_locks_init();
	v8scope_fork_watch();
	has_v8 = v8scope_v8_resolve(NULL);
	v8scope_bindings_resolve();
	if (has_v8) {
		v8scope_control_report_process();
		v8scope_object_types_init();
		v8scope_js_functions_init();
		v8scope_log("V8 %s, hooked by the linker", v8scope_v8.get_version());
	} else {
		v8scope_v8_set_gone();
		v8scope_log("no V8 is linked into this program");
	}
	errno = saved_errno;
}
