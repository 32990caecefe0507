/* SPDX-License-Identifier: MIT */
/* A plausible leak as a script: one scope that gathers handles between two full GCs. */
#ifndef LEAK_H
#define LEAK_H

#include "script_source.h"

#define LEAK_ISOLATE 0x5555000
#define LEAK_EVENTS 14

/* Adds LEAK_EVENTS events to the script. */
void leak_add(struct script *script);

#endif
