/* SPDX-License-Identifier: MIT */
/* The provider as a whole, for those who load or link it in unusual ways. */
#ifndef V8SCOPE_V8_PROVIDER_H
#define V8SCOPE_V8_PROVIDER_H

/*
 * Refers to the list of tracepoints. LTTng-UST finds it by its section's bounds
 * only, and a linker that collects garbage (LLD, Rust's default) would drop it from
 * a program: some code that is surely kept must call this.
 */
void v8scope_provider_keep(void);

/*
 * Takes these probes out of LTTng-UST, for a process that has the provider twice:
 * every event would be recorded twice.
 */
void v8scope_provider_withdraw(void);

#endif
