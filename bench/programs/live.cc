/* SPDX-License-Identifier: MIT */
/*
 * live scopes|globals|promises N: makes N that are alive at the same time. Prints by how many
 * bytes the resident memory of the process grew, all of it: what the runtime takes is the
 * difference to a run without it.
 */
#include <cstdio>
#include <vector>

#include <unistd.h>

#include "engine.hh"

namespace
{

long resident_bytes()
{
	long size = 0;
	long resident = 0;
	FILE *file = std::fopen("/proc/self/statm", "r");

	if (file != nullptr) {
		if (std::fscanf(file, "%ld %ld", &size, &resident) != 2) {
			resident = 0;
		}
		std::fclose(file);
	}
	return resident * sysconf(_SC_PAGESIZE);
}

void print_growth(long before, long n)
{
	std::printf("grew=%ld n=%ld\n", resident_bytes() - before, n);
}

/*
 * Of twice as many the second half: what the first ones cost once is not asked for. Not by
 * recursion: stacks are not, either. Scopes lie below those around them: a stack grows downward.
 */
void live_scopes(v8::Isolate *isolate, long n)
{
	struct alignas(v8::HandleScope) Room {
		unsigned char bytes[sizeof(v8::HandleScope)];
	};
	std::vector<Room> rooms(static_cast<size_t>(2 * n));
	long before = 0;

	for (long i = 2 * n - 1; i >= 0; i--) {
		if (i == n - 1) {
			before = resident_bytes();
		}
		::new (static_cast<void *>(rooms[i].bytes)) v8::HandleScope(isolate);
	}
	print_growth(before, n);
	for (long i = 0; i < 2 * n; i++) {
		reinterpret_cast<v8::HandleScope *>(rooms[i].bytes)->~HandleScope();
	}
}

void live_globals(v8::Isolate *isolate, long n)
{
	v8::HandleScope scope(isolate);
	v8::Local<v8::Object> object = v8::Object::New(isolate);
	std::vector<v8::Global<v8::Object>> globals(static_cast<size_t>(n));
	long before = resident_bytes();

	for (v8::Global<v8::Object> &global : globals) {
		global.Reset(isolate, object);
	}
	print_growth(before, n);
	/* For the census that follows a collection. */
	isolate->LowMemoryNotification();
}

/* In one array, so that neither handles nor globals of ours come with them. */
void live_promises(v8::Isolate *isolate, v8::Local<v8::Context> context, long n)
{
	v8::Local<v8::Array> kept = v8::Array::New(isolate, static_cast<int>(n));
	long before = resident_bytes();

	for (long i = 0; i < n; i++) {
		v8::HandleScope scope(isolate);
		v8::Local<v8::Promise::Resolver> resolver =
			v8::Promise::Resolver::New(context).ToLocalChecked();

		kept->Set(context, static_cast<uint32_t>(i), resolver->GetPromise()).Check();
	}
	isolate->LowMemoryNotification();
	print_growth(before, n);
}

} // namespace

int main(int argc, char **argv)
{
	bench::Engine engine;
	long n = bench::argument(argc, argv, 2, 1000);
	v8::Isolate *isolate = engine.isolate();
	v8::HandleScope scope(isolate);
	v8::Local<v8::Context> context = v8::Context::New(isolate);
	v8::Context::Scope entered(context);

	if (argc > 1 && std::strcmp(argv[1], "scopes") == 0) {
		live_scopes(isolate, n);
	} else if (argc > 1 && std::strcmp(argv[1], "globals") == 0) {
		live_globals(isolate, n);
	} else {
		live_promises(isolate, context, n);
	}
	return 0;
}
