/* SPDX-License-Identifier: MIT */
/*
 * How v8scope's headers declare its functions: a program that uses them needs no
 * library of v8scope's; where there is none at run time they are NULL.
 *
 * A preloaded library can only give them to code that looks them up when it runs:
 * shared objects and position-independent programs do. Other programs do where the
 * compiler can be told to (GCC, or Clang with -fno-direct-access-external-data).
 */
#ifndef V8SCOPE_WEAK_H
#define V8SCOPE_WEAK_H

#define V8SCOPE_WEAK __attribute__((weak, visibility("default")))

#ifdef __has_attribute
#if __has_attribute(noplt)
#undef V8SCOPE_WEAK
#define V8SCOPE_WEAK __attribute__((weak, visibility("default"), noplt))
#endif
#endif

#endif
