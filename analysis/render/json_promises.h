/* SPDX-License-Identifier: MIT */
/* What became of promises, as the JSON format has it of isolates and of scopes. */
#ifndef V8SCOPE_JSON_PROMISES_H
#define V8SCOPE_JSON_PROMISES_H

#include <jansson.h>

#include "report.h"

/* Adds the members that begin with "promise". */
void v8scope_json_set_promises(json_t *object, const struct v8scope_promise_facts *promises);

#endif
