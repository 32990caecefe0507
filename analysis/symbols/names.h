/* SPDX-License-Identifier: MIT */
/* Function names as people write them, from the symbol tables of objects without debug info. */
#ifndef V8SCOPE_NAMES_H
#define V8SCOPE_NAMES_H

/*
 * The qualified name of a function, of C++ or Rust (both of its manglings), without its
 * parameters, return type, compiler's clone suffix or Rust's hash: "_ZN2ns3fooIiEEvi" is
 * "ns::foo<int>". A symbol that is not mangled, or in a way that libiberty does not know,
 * stays as it is. The caller owns the result; never NULL.
 */
char *v8scope_names_demangle(const char *symbol);

#endif
