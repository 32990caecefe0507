/* SPDX-License-Identifier: MIT */
/* The one file that instantiates the probes of provider `v8`. */
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE

#include "v8_tracepoints.h"
