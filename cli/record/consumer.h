/* SPDX-License-Identifier: MIT */
/* LTTng's consumer daemon, which writes what programs leave in their buffers. */
#ifndef V8SCOPE_CLI_RECORD_CONSUMER_H
#define V8SCOPE_CLI_RECORD_CONSUMER_H

#include <stdbool.h>

/*
 * Whether it runs, and where we may ask it. The session daemon does not tell: with a consumer
 * daemon that has died, it starts and stops sessions as if all were well. Waits for one that is
 * stopped.
 */
bool v8scope_consumer_answers(void);

#endif
