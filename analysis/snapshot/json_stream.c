/* SPDX-License-Identifier: MIT */
/* The only file that knows yajl. */
#include "json_stream.h"

#include <string.h>

#include <yajl/yajl_parse.h>

#include "json_input.h"

struct events {
	const struct v8scope_json_handler *handler;
	void *data;
	bool number; /* yajl has told one since this was last set to false */
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
	struct events *events = context;
	uint64_t value;

	events->number = true;
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

/* Fewer digits are below 2^64. */
#define DIGITS_MAX 19

static const char *skip_white_space(const char *at, const char *end)
{
	while (at < end && is_white_space(*at)) {
		at++;
	}
	return at;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/*
 * Nearly all of a heap snapshot is arrays of numbers, and yajl takes some 200 instructions for
 * each. Where a value is due, this takes those that are followed by a comma and another digit,
 * so that whatever else comes, and the end of the array, is left to yajl, to which it is the
 * same with fewer numbers before it. Returns where it stopped; NULL: the handler did.
 */
static const char *take_numbers(const struct events *events, const char *at, const char *end)
{
	for (;;) {
		const char *first = skip_white_space(at, end);
		const char *next = first;
		uint64_t value = 0;

		while (next < end && is_digit(*next) && next - first < DIGITS_MAX) {
			value = value * 10 + (uint64_t)(*next++ - '0');
		}
		if (next == first || (*first == '0' && next - first > 1)) {
			return at;
		}
		next = skip_white_space(next, end);
		if (next == end || *next != ',') {
			return at;
		}
		next = skip_white_space(next + 1, end);
		if (next == end || !is_digit(*next)) {
			return at;
		}
		if (!events->handler->number(events->data, value)) {
			return NULL;
		}
		at = next;
	}
}

/* Up to and with the next comma, or all. */
static size_t find_piece(const char *text, size_t length)
{
	const char *comma = memchr(text, ',', length);

	return comma ? (size_t)(comma - text) + 1 : length;
}

enum parse_status {
	PARSE_STATUS_MORE,
	PARSE_STATUS_DONE, /* the document has ended */
	PARSE_STATUS_FAILED,
};

/* Gives yajl the bytes of the buffer from `at` on. */
static enum parse_status give(yajl_handle parser, struct v8scope_json_input *input, size_t at,
	size_t length, GError **error)
{
	yajl_status status = yajl_parse(parser, (const unsigned char *)input->buffer + at, length);
	size_t parsed = yajl_get_bytes_consumed(parser);

	if (status == yajl_status_ok && parsed == length) {
		return PARSE_STATUS_MORE;
	}
	if (status == yajl_status_ok && check_rest(input, at + parsed, error)) {
		return PARSE_STATUS_DONE;
	}
	if (status == yajl_status_error) {
		fail_with_reason(parser, input->offset + at + parsed, error);
	}
	return PARSE_STATUS_FAILED;
}

/*
 * Where numbers begin nobody knows before: what is left of the buffer goes to yajl at once.
 * From then on it gets a piece at a time, and after one that ended a number, a value is due.
 * A piece in which there was none is of something else: yajl would read a string anew with
 * each of its commas, so it gets the rest of the buffer.
 */
static enum parse_status parse_ready(
	yajl_handle parser, struct events *events, struct v8scope_json_input *input, GError **error)
{
	enum parse_status status = PARSE_STATUS_MORE;
	bool in_pieces = events->handler->in_numbers(events->data);
	bool due = false;
	size_t at = 0;

	while (status == PARSE_STATUS_MORE && at < input->ready) {
		const char *piece = input->buffer + at;
		size_t length;

		if (due) {
			piece = take_numbers(events, piece, input->buffer + input->ready);
			if (piece == NULL) {
				return PARSE_STATUS_FAILED;
			}
			at = (size_t)(piece - input->buffer);
		}
		length = input->ready - at;
		if (in_pieces) {
			length = find_piece(piece, length);
		}
		events->number = false;
		status = give(parser, input, at, length, error);
		at += length;
		in_pieces =
			in_pieces && events->number && events->handler->in_numbers(events->data);
		due = in_pieces && memchr(piece, '"', length) == NULL;
	}
	return status;
}

static bool parse(
	yajl_handle parser, struct events *events, struct v8scope_json_input *input, GError **error)
{
	while (v8scope_json_input_next(input)) {
		enum parse_status status = parse_ready(parser, events, input, error);

		if (status != PARSE_STATUS_MORE) {
			return status == PARSE_STATUS_DONE;
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
	ok = parse(parser, &events, &input, error);
	v8scope_json_input_fini(&input);
	yajl_free(parser);
	return ok;
}
