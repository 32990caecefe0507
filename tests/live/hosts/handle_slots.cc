/* SPDX-License-Identifier: MIT */
/*
 * Makes handles and takes a heap snapshot while they live. Prints what it knows of each
 * handle slot, as one character a slot: n: the string "slot NUMBER", s: a small
 * integer, o: V8's own affair.
 */
#include "host.hh"

#include <v8-profiler.h>

#include <string>

class File : public v8::OutputStream
{
public:
	explicit File(const char *path) : file_(fopen(path, "wb"))
	{
	}

	void EndOfStream() override
	{
		fclose(file_);
	}

	WriteResult WriteAsciiChunk(char *data, int size) override
	{
		size_t written = fwrite(data, 1, (size_t)size, file_);

		return written == (size_t)size ? kContinue : kAbort;
	}

private:
	FILE *file_;
};

/* The handle that is made gets the number of handles that there are before. */
static char make_handle(v8::Isolate *isolate, bool is_small_integer)
{
	int slot = v8::HandleScope::NumberOfHandles(isolate);

	if (is_small_integer) {
		v8::Integer::New(isolate, slot);
		return 's';
	}
	v8::String::NewFromUtf8(isolate, ("slot " + std::to_string(slot)).c_str()).ToLocalChecked();
	return 'n';
}

int main(int argc, char **argv)
{
	long handles = host::argument(argc, argv, 1, 1000);
	host::Engine engine;
	v8::Isolate::CreateParams params;
	v8::Isolate *isolate;

	params.array_buffer_allocator = v8::ArrayBuffer::Allocator::NewDefaultAllocator();
	isolate = v8::Isolate::New(params);
	{
		v8::Isolate::Scope isolate_scope(isolate);
		v8::HandleScope scope(isolate);
		v8::Context::Scope context_scope(v8::Context::New(isolate));
		std::string slots((size_t)v8::HandleScope::NumberOfHandles(isolate), 'o');
		File file(argv[argc - 1]);

		for (long i = 0; i < handles; i++) {
			slots += make_handle(isolate, i % 7 == 3);
			/* More than one handle was made: what the others are, V8 knows. */
			slots.resize((size_t)v8::HandleScope::NumberOfHandles(isolate), 'o');
		}
		isolate->GetHeapProfiler()->TakeHeapSnapshot()->Serialize(&file);
		puts(slots.c_str());
	}
	isolate->Dispose();
	delete params.array_buffer_allocator;
	return 0;
}
