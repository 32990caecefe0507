/* SPDX-License-Identifier: MIT */
#include "json_input.h"

#include <errno.h>
#include <string.h>

#include "surrogates.h"

enum { BUFFER_SIZE = 256 * 1024 };

void v8scope_json_input_init(
	struct v8scope_json_input *input, v8scope_snapshot_input read, void *data)
{
	*input = (struct v8scope_json_input){
		.read = read, .data = data, .buffer = g_malloc(BUFFER_SIZE)};
}

void v8scope_json_input_fini(struct v8scope_json_input *input)
{
	g_clear_pointer(&input->buffer, g_free);
}

static void drop_ready(struct v8scope_json_input *input)
{
	input->offset += input->ready;
	input->length -= input->ready;
	memmove(input->buffer, input->buffer + input->ready, input->length);
	input->ready = 0;
}

static void read_more(struct v8scope_json_input *input)
{
	ptrdiff_t got = input->read(
		input->data, input->buffer + input->length, BUFFER_SIZE - input->length);

	if (got < 0) {
		input->failure = errno;
	}
	input->ended = got <= 0;
	input->length += got > 0 ? (size_t)got : 0;
}

bool v8scope_json_input_next(struct v8scope_json_input *input)
{
	drop_ready(input);
	while (input->ready == 0 && !input->ended) {
		read_more(input);
		input->ready =
			v8scope_surrogates_repair(input->buffer, input->length, input->ended);
	}
	return input->ready > 0;
}
