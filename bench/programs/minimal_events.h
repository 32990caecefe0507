/* SPDX-License-Identifier: MIT */
#ifndef V8SCOPE_BENCH_MINIMAL_EVENTS_H
#define V8SCOPE_BENCH_MINIMAL_EVENTS_H

#ifdef __cplusplus
extern "C" {
#endif

/* Two events each, of the sizes of a scope's. */
void minimal_scopes(long n);

/* One event each, of the size of a handle's. */
void minimal_handles(long n);

#ifdef __cplusplus
}
#endif

#endif
