/* SPDX-License-Identifier: MIT */
/*
 * v8::OutputStream, an abstract C++ class, as the Itanium ABI lays it out: an object
 * whose first word is the address of a table of functions. tests/abi calls such a
 * table through V8's own class.
 */
#ifndef V8SCOPE_OUTPUT_STREAM_H
#define V8SCOPE_OUTPUT_STREAM_H

struct v8scope_output_stream;

/* The virtual functions in the order in which V8 declares them. */
struct v8scope_output_stream_functions {
	void (*complete_destructor)(struct v8scope_output_stream *stream);
	void (*deleting_destructor)(struct v8scope_output_stream *stream);
	void (*end_of_stream)(struct v8scope_output_stream *stream);
	int (*get_chunk_size)(struct v8scope_output_stream *stream);
	/* `data` has `size` bytes and no end; returns a V8SCOPE_OUTPUT_STREAM_*. */
	int (*write_ascii_chunk)(struct v8scope_output_stream *stream, char *data, int size);
	int (*write_heap_stats_chunk)(struct v8scope_output_stream *stream, void *data, int count);
};

/* V8's OutputStream::WriteResult. */
enum { V8SCOPE_OUTPUT_STREAM_CONTINUE = 0, V8SCOPE_OUTPUT_STREAM_ABORT = 1 };

struct v8scope_output_stream {
	const struct v8scope_output_stream_functions *functions;
};

#endif
