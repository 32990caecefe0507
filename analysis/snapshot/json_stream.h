/* SPDX-License-Identifier: MIT */
/* JSON text in, events out: all that the rest knows of the JSON parser. */
#ifndef V8SCOPE_JSON_STREAM_H
#define V8SCOPE_JSON_STREAM_H

#include "snapshot.h"

/* Each returns false to stop. Text is not NUL-terminated and valid during the call only. */
struct v8scope_json_handler {
	bool (*begin)(void *data, bool is_array);
	bool (*end)(void *data);
	bool (*key)(void *data, const char *text, size_t length);
	bool (*string)(void *data, const char *text, size_t length);
	bool (*number)(void *data, uint64_t value); /* an integer from 0 to 2^64 - 1 */
	bool (*other)(void *data);		    /* any other value */
	/* Whether it is in an array of which it takes nothing but numbers: they come faster. */
	bool (*in_numbers)(void *data);
};

/*
 * Parses one JSON document. Returns false with `error` set (READ or JSON; with the
 * byte's offset) unless it is complete and valid (yajl takes \v and \f for white
 * space as well); with `error` unset if the handler stopped before the end. Memory does not
 * depend on the document, except for its longest string or number and its depth, which the
 * handler may limit.
 */
bool v8scope_json_parse(v8scope_snapshot_input input, void *input_data,
	const struct v8scope_json_handler *handler, void *handler_data, GError **error);

#endif
