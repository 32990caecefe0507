/* SPDX-License-Identifier: MIT */
#include "public_functions.h"

#include "got.h"
#include "v8scope/annotate.h"

void v8scope_public_functions_add_hooks(void)
{
#define ADD(function) v8scope_got_add_hook_everywhere(#function, (void *)function)
	ADD(v8scope_mark);
#undef ADD
}
