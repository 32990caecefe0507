/* SPDX-License-Identifier: MIT */
/* A shared object that marks. */
#include <v8scope/annotate.h>

void mark_by_plugin(void);

void mark_by_plugin(void)
{
	V8SCOPE_MARK("in a plugin");
}
