/* SPDX-License-Identifier: MIT */
/*
 * The table of functions in C that the runtime gives V8 for a v8::OutputStream, called
 * through V8's own class. Needs V8's headers and no V8.
 */
#include <v8-profiler.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <type_traits>

extern "C" {
#include "output_stream.h"
}

static std::string calls;

static void complete_destructor(v8scope_output_stream *)
{
	calls += "complete ";
}

static void deleting_destructor(v8scope_output_stream *)
{
	calls += "deleting ";
}

static void end_of_stream(v8scope_output_stream *)
{
	calls += "end ";
}

static int get_chunk_size(v8scope_output_stream *)
{
	calls += "size ";
	return 4321;
}

static int write_ascii_chunk(v8scope_output_stream *, char *data, int size)
{
	calls += "write:" + std::string(data, size) + " ";
	return V8SCOPE_OUTPUT_STREAM_ABORT;
}

static int write_heap_stats_chunk(v8scope_output_stream *, void *, int count)
{
	calls += "stats:" + std::to_string(count) + " ";
	return V8SCOPE_OUTPUT_STREAM_CONTINUE;
}

static_assert(std::is_same<v8::SnapshotObjectId, uint32_t>::value);
static_assert(int(v8::OutputStream::kContinue) == V8SCOPE_OUTPUT_STREAM_CONTINUE);
static_assert(int(v8::OutputStream::kAbort) == V8SCOPE_OUTPUT_STREAM_ABORT);
static_assert(sizeof(v8::OutputStream) == sizeof(v8scope_output_stream));

/* Through a pointer that the compiler knows nothing of: the calls have to be virtual. */
static bool calls_what_v8_declares(v8::OutputStream *volatile stream)
{
	char data[] = "abcdef";
	int size = stream->GetChunkSize();
	auto ascii = stream->WriteAsciiChunk(data, 3);
	auto stats = stream->WriteHeapStatsChunk(nullptr, 7);

	stream->EndOfStream();
	stream->~OutputStream();
	delete stream;
	return size == 4321 && ascii == v8::OutputStream::kAbort &&
	       stats == v8::OutputStream::kContinue &&
	       calls == "size write:abc stats:7 end complete deleting ";
}

int main()
{
	static const v8scope_output_stream_functions functions = {
		complete_destructor,
		deleting_destructor,
		end_of_stream,
		get_chunk_size,
		write_ascii_chunk,
		write_heap_stats_chunk,
	};
	v8scope_output_stream stream = {&functions};

	if (!calls_what_v8_declares(reinterpret_cast<v8::OutputStream *>(&stream))) {
		fprintf(stderr, "v8::OutputStream is laid out otherwise: %s\n", calls.c_str());
		return 1;
	}
	return 0;
}
