/* SPDX-License-Identifier: MIT */
/*
 * What include/v8scope/ declares, for objects that were there before libv8scope.so
 * (node loads it as an addon): their weak references were found to be NULL, and stay
 * so unless they are rewritten.
 */
#ifndef V8SCOPE_PUBLIC_FUNCTIONS_H
#define V8SCOPE_PUBLIC_FUNCTIONS_H

/* Of got.h: they are in force with v8scope_got_use_hooks(). */
void v8scope_public_functions_add_hooks(void);

#endif
