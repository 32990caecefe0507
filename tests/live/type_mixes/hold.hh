/* SPDX-License-Identifier: MIT */
/* A scope that holds handles to what a JavaScript function makes, and two heap snapshots. */
#ifndef V8SCOPE_TEST_HOLD_HH
#define V8SCOPE_TEST_HOLD_HH

#include <v8-profiler.h>
#include <v8.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace hold
{

class File : public v8::OutputStream
{
public:
	explicit File(const std::string &path) : file_(std::fopen(path.c_str(), "w"))
	{
	}
	~File() override
	{
		if (file_ != nullptr) {
			std::fclose(file_);
		}
	}
	void EndOfStream() override
	{
	}
	int GetChunkSize() override
	{
		return 1 << 16;
	}
	WriteResult WriteAsciiChunk(char *data, int size) override
	{
		bool written = file_ != nullptr &&
			       std::fwrite(data, 1, size, file_) == static_cast<size_t>(size);

		return written ? kContinue : kAbort;
	}

private:
	std::FILE *file_;
};

inline void snapshot(v8::Isolate *isolate, const std::string &path)
{
	const v8::HeapSnapshot *taken = isolate->GetHeapProfiler()->TakeHeapSnapshot();
	File file(path);

	taken->Serialize(&file);
	const_cast<v8::HeapSnapshot *>(taken)->Delete();
}

inline v8::Local<v8::Array> make(
	v8::Local<v8::Context> context, v8::Local<v8::Function> function, int count)
{
	v8::Isolate *isolate = v8::Isolate::GetCurrent();
	v8::EscapableHandleScope scope(isolate);
	v8::Local<v8::Value> number = v8::Integer::New(isolate, count);

	return scope.Escape(function->Call(context, v8::Null(isolate), 1, &number)
				    .ToLocalChecked()
				    .As<v8::Array>());
}

/* Ends the process. What differs between the snapshots is what this scope's handles refer to. */
inline void run(v8::Local<v8::Context> context, v8::Local<v8::Function> function, int count,
	const std::string &path)
{
	enum { BATCH = 1000 };
	v8::Isolate *isolate = v8::Isolate::GetCurrent();

	isolate->LowMemoryNotification();
	snapshot(isolate, path + ".before");
	v8::HandleScope scope(isolate); /* HOLDS: what the mix is made of */

	for (int done = 0; done < count; done += BATCH) {
		int batch = count - done < BATCH ? count - done : BATCH;
		v8::Local<v8::Array> objects = make(context, function, batch);

		for (int i = 0; i < batch; i++) {
			objects->Get(context, i).ToLocalChecked();
		}
		/* They are to be kept by their handles alone. */
		objects->Set(context, v8::String::NewFromUtf8Literal(isolate, "length"),
			       v8::Integer::New(isolate, 0))
			.Check();
	}
	isolate->LowMemoryNotification();
	snapshot(isolate, path + ".after");
	/* With the scope open: the snapshot's is the last collection, and the last census. */
	std::_Exit(0);
}

} // namespace hold

#endif
