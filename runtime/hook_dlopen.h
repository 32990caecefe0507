/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_HOOK_DLOPEN_H
#define V8SCOPE_HOOK_DLOPEN_H

/* Hooks dlopen and dlsym, so that objects that come later are hooked as they come. */
void v8scope_dlopen_add_hooks(void);

#endif
