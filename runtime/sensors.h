/* SPDX-License-Identifier: MIT */
/* What can be seen of an isolate, and why not more. */
#ifndef V8SCOPE_SENSORS_H
#define V8SCOPE_SENSORS_H

#include "isolate.h"

enum { V8SCOPE_CAPABILITIES_MAX = 128 };

/* The sensors that work, with commas between, in `text`, which has room for all. */
void v8scope_sensors_list(const struct v8scope_thread *thread, char text[V8SCOPE_CAPABILITIES_MAX]);

/* Every sensor as an event, if anybody listens. On the isolate's thread. */
void v8scope_sensors_tell(const struct v8scope_thread *thread);

#endif
