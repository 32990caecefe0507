/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into v8heapexperiment: writes a heap snapshot to $BENCH_SNAPSHOT when the program
 * collects all garbage for the second time, which is after its loop and before the last scope
 * closes. That is what its author would write there to look for the leak with DevTools.
 */
#include <dlfcn.h>
#include <v8-profiler.h>
#include <v8.h>

#include <cstdio>
#include <cstdlib>

namespace
{

class FileStream : public v8::OutputStream
{
public:
	explicit FileStream(FILE *file) : file_(file)
	{
	}
	void EndOfStream() override
	{
	}
	WriteResult WriteAsciiChunk(char *data, int size) override
	{
		return std::fwrite(data, 1, static_cast<size_t>(size), file_) ==
				       static_cast<size_t>(size)
			       ? kContinue
			       : kAbort;
	}

private:
	FILE *file_;
};

void write_snapshot(v8::Isolate *isolate, const char *path)
{
	FILE *file = std::fopen(path, "w");

	if (file != nullptr) {
		FileStream stream(file);

		isolate->GetHeapProfiler()->TakeHeapSnapshot()->Serialize(&stream);
		std::fclose(file);
	}
}

} // namespace

/* v8::Isolate::LowMemoryNotification() */
extern "C" __attribute__((visibility("default"))) void low_memory_notification(
	v8::Isolate *isolate) __asm__("_ZN2v87Isolate21LowMemoryNotificationEv");

void low_memory_notification(v8::Isolate *isolate)
{
	static auto *const real = reinterpret_cast<void (*)(v8::Isolate *)>(
		dlsym(RTLD_NEXT, "_ZN2v87Isolate21LowMemoryNotificationEv"));
	static int calls;
	const char *path = std::getenv("BENCH_SNAPSHOT");

	real(isolate);
	if (++calls == 2 && path != nullptr) {
		write_snapshot(isolate, path);
	}
}
