/* SPDX-License-Identifier: MIT */
#include "host.h"

#include "rusty_v8.h"

static struct v8__Isolate *new_isolate(
	struct v8__ArrayBuffer__Allocator *allocator, size_t heap_limit)
{
	struct v8__Isolate__CreateParams params;
	struct v8__Isolate *isolate;

	v8__Isolate__CreateParams__CONSTRUCT(&params);
	v8__Isolate__CreateParams__SET__array_buffer_allocator(&params, allocator);
	if (heap_limit != 0) {
		v8__Isolate__CreateParams__ConfigureDefaultsFromHeapSize(&params, 0, heap_limit);
	}
	isolate = v8__Isolate__New(&params);
	v8__Isolate__CreateParams__DESTRUCT(&params);
	return isolate;
}

void host_init(struct host *host, size_t heap_limit)
{
	host->platform = v8__Platform__NewDefaultPlatform(0, true);
	v8__V8__InitializePlatform(host->platform);
	v8__V8__Initialize();
	host->allocator = v8__ArrayBuffer__Allocator__NewDefaultAllocator();
	host->isolate = new_isolate(host->allocator, heap_limit);
	v8__Isolate__Enter(host->isolate);
}

void host_fini(struct host *host)
{
	v8__Isolate__Exit(host->isolate);
	v8__Isolate__Dispose(host->isolate);
	v8__ArrayBuffer__Allocator__DELETE(host->allocator);
	v8__V8__Dispose();
	v8__V8__DisposePlatform();
	v8__Platform__DELETE(host->platform);
}
