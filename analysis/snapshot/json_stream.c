/* SPDX-License-Identifier: MIT */
/* The only file that knows yajl. */
#include "json_stream.h"

#include <yajl/yajl_parse.h>

#include "json_input.h"

struct events {
	const struct v8scope_json_handler *handler;
	void *data;
};

static int on_null(void *context)
{
	const struct events *events = context;

	return events->handler->other(events->data);
}

static int on_boolean(void *context, int value)
{
	(void)value;
	return on_null(context);
}

/* Digits only, no sign: yajl has checked that it is a number of JSON. */
static bool parse_unsigned(const char *text, size_t length, uint64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < length; i++) {
		unsigned digit = (unsigned)(unsigned char)text[i] - '0';

		if (digit > 9 || *value > (UINT64_MAX - digit) / 10) {
			return false;
		}
		*value = *value * 10 + digit;
	}
	return true;
}

/* The text, since yajl's own integers end at 2^63 - 1. */
static int on_number(void *context, const char *text, size_t length)
{
	const struct events *events = context;
	uint64_t value;

	if (!parse_unsigned(text, length, &value)) {
		return events->handler->other(events->data);
	}
	return events->handler->number(events->data, value);
}

static int on_string(void *context, const unsigned char *text, size_t length)
{
	const struct events *events = context;

	return events->handler->string(events->data, (const char *)text, length);
}

static int on_key(void *context, const unsigned char *text, size_t length)
{
	const struct events *events = context;

	return events->handler->key(events->data, (const char *)text, length);
}

static int on_start_map(void *context)
{
	const struct events *events = context;

	return events->handler->begin(events->data, false);
}

static int on_start_array(void *context)
{
	const struct events *events = context;

	return events->handler->begin(events->data, true);
}

static int on_end(void *context)
{
	const struct events *events = context;

	return events->handler->end(events->data);
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_null,
	.yajl_boolean = on_boolean,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_map_key = on_key,
	.yajl_start_map = on_start_map,
	.yajl_end_map = on_end,
	.yajl_start_array = on_start_array,
	.yajl_end_array = on_end,
};

/* yajl does not check what it is given: GLib's functions end the process, as all of analysis/. */
static void *allocate(void *context, size_t size)
{
	(void)context;
	return g_malloc(size);
}

static void *reallocate(void *context, void *memory, size_t size)
{
	(void)context;
	return g_realloc(memory, size);
}

static void release(void *context, void *memory)
{
	(void)context;
	g_free(memory);
}

static bool fail(GError **error, uint64_t offset, const char *what, const char *why)
{
	g_set_error(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_JSON,
		"%s at byte %" G_GUINT64_FORMAT "%s%s", what, offset, why[0] == '\0' ? "" : ": ",
		why);
	return false;
}

/*
 * `end` is that of what yajl took last: a token that is not allowed there, a byte
 * that cannot be, or, within strings and words, what stands before that byte.
 */
static bool fail_with_reason(yajl_handle parser, uint64_t end, GError **error)
{
	unsigned char *why = yajl_get_error(parser, 0, NULL, 0);

	fail(error, end > 0 ? end - 1 : 0, "is not JSON", g_strchomp((char *)why));
	yajl_free_error(parser, why);
	return false;
}

static bool fail_to_read(const struct v8scope_json_input *input, GError **error)
{
	g_set_error(error, V8SCOPE_SNAPSHOT_ERROR, V8SCOPE_SNAPSHOT_ERROR_READ,
		"cannot be read beyond byte %" G_GUINT64_FORMAT ": %s", input->offset,
		g_strerror(input->failure));
	return false;
}

static bool is_white_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* What follows the document, from byte `at` of the input's buffer on, may be white space only. */
static bool check_rest(struct v8scope_json_input *input, size_t at, GError **error)
{
	do {
		for (; at < input->ready; at++) {
			if (!is_white_space(input->buffer[at])) {
				return fail(error, input->offset + at, "goes on after its end", "");
			}
		}
		at = 0;
	} while (v8scope_json_input_next(input));
	return input->failure == 0 || fail_to_read(input, error);
}

/* All text was given. A handler that stops now was given half a number. */
static bool finish(yajl_handle parser, const struct v8scope_json_input *input, GError **error)
{
	if (input->failure != 0) {
		return fail_to_read(input, error);
	}
	return yajl_complete_parse(parser) == yajl_status_ok ||
	       fail(error, input->offset, "is cut off", "");
}

static bool parse(yajl_handle parser, struct v8scope_json_input *input, GError **error)
{
	while (v8scope_json_input_next(input)) {
		yajl_status status =
			yajl_parse(parser, (const unsigned char *)input->buffer, input->ready);
		size_t parsed = yajl_get_bytes_consumed(parser);

		if (status == yajl_status_client_canceled) {
			return false;
		}
		if (status != yajl_status_ok) {
			return fail_with_reason(parser, input->offset + parsed, error);
		}
		if (parsed < input->ready) {
			return check_rest(input, parsed, error);
		}
	}
	return finish(parser, input, error);
}

bool v8scope_json_parse(v8scope_snapshot_input read, void *read_data,
	const struct v8scope_json_handler *handler, void *handler_data, GError **error)
{
	struct events events = {.handler = handler, .data = handler_data};
	yajl_alloc_funcs memory = {.malloc = allocate, .realloc = reallocate, .free = release};
	yajl_handle parser = yajl_alloc(&callbacks, &memory, &events);
	struct v8scope_json_input input;
	bool ok;

	/* yajl overlooks a string that has begun but not ended there: check_rest() does not. */
	yajl_config(parser, yajl_allow_trailing_garbage, 1);
	v8scope_json_input_init(&input, read, read_data);
	ok = parse(parser, &input, error);
	v8scope_json_input_fini(&input);
	yajl_free(parser);
	return ok;
}
