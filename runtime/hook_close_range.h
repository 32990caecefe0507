/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_HOOK_CLOSE_RANGE_H
#define V8SCOPE_HOOK_CLOSE_RANGE_H

/* Of got.h: they are in force with v8scope_got_use_hooks(). */
void v8scope_close_range_add_hooks(void);

#endif
