/* SPDX-License-Identifier: MIT */
/* Named as V8 names its headers, with what they do: inline functions around exported ones. */
#ifndef V8SCOPE_V8_FIXTURE_H
#define V8SCOPE_V8_FIXTURE_H

#define EXPORT __attribute__((visibility("default")))
#define NOINLINE __attribute__((noinline))
#define INLINE inline __attribute__((always_inline))

namespace v8
{

class EXPORT HandleScope
{
public:
	explicit HandleScope(const void **ip);
};

INLINE void open(const void **ip)
{
	HandleScope scope(ip);
	asm volatile("" ::: "memory");
}

/* A plumbing function that is not inlined: notes its own caller as well. */
EXPORT void open_out_of_line(const void **ips);

} // namespace v8

/* Plumbing by its file alone. */
INLINE void helper_without_namespace(const void **ip)
{
	v8::open(ip);
}

#endif
