/* SPDX-License-Identifier: MIT */
/* The one file that instantiates the probes of provider `v8`. */
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE

#include "v8_tracepoints.h"

#include "v8_provider.h"

/* All of them are in one section, so that one reference is enough. */
void v8scope_provider_keep(void)
{
	__asm__ volatile("" : : "r"(&lttng_ust_tracepoint_ptr_v8___isolate_attach));
}

/* The provider's own destructor counts, and does nothing the second time. */
void v8scope_provider_withdraw(void)
{
	lttng_ust__events_exit__v8();
}
