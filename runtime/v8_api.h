/* SPDX-License-Identifier: MIT */
/*
 * What v8scope calls of V8 and what it knows of V8's layout. No V8 header is
 * used: names are resolved at run time, and tests/abi proves every size and
 * offset against V8's own headers.
 */
#ifndef V8SCOPE_V8_API_H
#define V8SCOPE_V8_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hidden.h"
#include "v8_events.h"

struct v8scope_output_stream;

/* API(id, return type, (parameters), "symbol", "the same function's name elsewhere", ...) */
/* clang-format off */
#define V8SCOPE_V8_API(API) \
	API(get_version, const char *, (void), "_ZN2v82V810GetVersionEv") \
	API(number_of_handles, int, (void *isolate), \
		"_ZN2v811HandleScope15NumberOfHandlesEPNS_7IsolateE") \
	API(current_level_address, int *, (void *isolate), \
		"_ZN2v88internal11HandleScope21current_level_addressEPNS0_7IsolateE") \
	API(current_next_address, void **, (void *isolate), \
		"_ZN2v88internal11HandleScope20current_next_addressEPNS0_7IsolateE") \
	API(get_current, void *, (void), "_ZN2v87Isolate10GetCurrentEv") \
	API(try_get_current, void *, (void), "_ZN2v87Isolate13TryGetCurrentEv") \
	API(isolate_enter, void, (void *isolate), "_ZN2v87Isolate5EnterEv") \
	API(isolate_exit, void, (void *isolate), "_ZN2v87Isolate4ExitEv") \
	API(in_context, bool, (void *isolate), "_ZN2v87Isolate9InContextEv") \
	API(get_heap_statistics, void, (void *isolate, void *statistics), \
		"_ZN2v87Isolate17GetHeapStatisticsEPNS_14HeapStatisticsE") \
	API(low_memory_notification, void, (void *isolate), \
		"_ZN2v87Isolate21LowMemoryNotificationEv") \
	API(add_gc_prologue, void, \
		(void *isolate, void (*callback)(void *, int, int, void *), void *data, int types), \
		"_ZN2v87Isolate21AddGCPrologueCallbackEPFvPS0_NS_6GCTypeENS_15GCCallbackFlagsEPvES4_S2_") \
	API(add_gc_epilogue, void, \
		(void *isolate, void (*callback)(void *, int, int, void *), void *data, int types), \
		"_ZN2v87Isolate21AddGCEpilogueCallbackEPFvPS0_NS_6GCTypeENS_15GCCallbackFlagsEPvES4_S2_") \
	API(remove_gc_prologue, void, \
		(void *isolate, void (*callback)(void *, int, int, void *), void *data), \
		"_ZN2v87Isolate24RemoveGCPrologueCallbackEPFvPS0_NS_6GCTypeENS_15GCCallbackFlagsEPvES4_") \
	API(remove_gc_epilogue, void, \
		(void *isolate, void (*callback)(void *, int, int, void *), void *data), \
		"_ZN2v87Isolate24RemoveGCEpilogueCallbackEPFvPS0_NS_6GCTypeENS_15GCCallbackFlagsEPvES4_") \
	API(add_microtasks_completed, void, \
		(void *isolate, void (*callback)(void *, void *), void *data), \
		"_ZN2v87Isolate30AddMicrotasksCompletedCallbackEPFvPS0_PvES2_") \
	API(remove_microtasks_completed, void, \
		(void *isolate, void (*callback)(void *, void *), void *data), \
		"_ZN2v87Isolate33RemoveMicrotasksCompletedCallbackEPFvPS0_PvES2_") \
	API(get_identity_hash, int, (void *object), "_ZN2v86Object15GetIdentityHashEv") \
	API(is_promise, bool, (const void *value), "_ZNK2v85Value9IsPromiseEv") \
	API(request_interrupt, void, \
		(void *isolate, void (*callback)(void *isolate, void *data), void *data), \
		"_ZN2v87Isolate16RequestInterruptEPFvPS0_PvES2_") \
	/* heap snapshots */ \
	API(get_heap_profiler, void *, (void *isolate), "_ZN2v87Isolate15GetHeapProfilerEv") \
	API(take_heap_snapshot, const void *, \
		(void *profiler, void *control, void *resolver, bool hide_internals, \
			bool capture_numeric_value), \
		"_ZN2v812HeapProfiler16TakeHeapSnapshotEPNS_15ActivityControlEPNS0_18ObjectNameResolverEbb", \
		"_ZN2v812HeapProfiler16TakeHeapSnapshotEPNS_15ActivityControlEPNS0_19ContextNameResolverEbb") \
	API(get_object_id, uint32_t, (void *profiler, const void *local), \
		"_ZN2v812HeapProfiler11GetObjectIdENS_5LocalINS_5ValueEEE") \
	API(get_snapshot_count, int, (void *profiler), "_ZN2v812HeapProfiler16GetSnapshotCountEv") \
	API(clear_object_ids, void, (void *profiler), "_ZN2v812HeapProfiler14ClearObjectIdsEv") \
	API(snapshot_serialize, void, \
		(const void *snapshot, struct v8scope_output_stream *stream, int format), \
		"_ZNK2v812HeapSnapshot9SerializeEPNS_12OutputStreamENS0_19SerializationFormatE") \
	API(snapshot_delete, void, (const void *snapshot), "_ZN2v812HeapSnapshot6DeleteEv")
/* clang-format on */

#define V8SCOPE_DECLARE_API(id, ret, params, ...) ret(*id) params;
struct v8scope_v8_functions {
	V8SCOPE_V8_API(V8SCOPE_DECLARE_API)
};
#undef V8SCOPE_DECLARE_API

/* NULL where this V8 has no such symbol. */
extern V8SCOPE_HIDDEN struct v8scope_v8_functions v8scope_v8;

/*
 * v8::HeapStatistics: size_t members in this order (does_zap_garbage is a bool
 * padded to a word). Newer V8s append members, hence the generous size.
 */
enum v8scope_heap_statistics_word {
	V8SCOPE_HEAP_STATISTICS_TOTAL_HEAP_SIZE = 0,
	V8SCOPE_HEAP_STATISTICS_USED_HEAP_SIZE = 4,
	V8SCOPE_HEAP_STATISTICS_HEAP_SIZE_LIMIT = 5,
	V8SCOPE_HEAP_STATISTICS_MALLOCED_MEMORY = 6,
	V8SCOPE_HEAP_STATISTICS_EXTERNAL_MEMORY = 7,
	V8SCOPE_HEAP_STATISTICS_USED_GLOBAL_HANDLES_SIZE = 13,
	V8SCOPE_HEAP_STATISTICS_WORDS = 64,
};

/* V8's GCType bits (V8 10 and later). */
enum v8scope_v8_gc_type {
	V8SCOPE_V8_GC_TYPE_SCAVENGE = 1 << 0,
	V8SCOPE_V8_GC_TYPE_MINOR_MARK_SWEEP = 1 << 1,
	V8SCOPE_V8_GC_TYPE_MARK_SWEEP_COMPACT = 1 << 2,
	V8SCOPE_V8_GC_TYPE_INCREMENTAL_MARKING = 1 << 3,
	V8SCOPE_V8_GC_TYPE_PROCESS_WEAK_CALLBACKS = 1 << 4,
	V8SCOPE_V8_GC_TYPE_ALL = (1 << 5) - 1,
};

/* V8's PromiseHookType. */
enum v8scope_v8_promise_hook_type {
	V8SCOPE_V8_PROMISE_HOOK_INIT = 0,
	V8SCOPE_V8_PROMISE_HOOK_RESOLVE = 1,
};

/* V8's WeakCallbackType, and the word of a v8::WeakCallbackInfo with its parameter. */
enum {
	V8SCOPE_V8_WEAK_CALLBACK_TYPE_PARAMETER = 0,
	V8SCOPE_WEAK_CALLBACK_INFO_PARAMETER = 1,
};

/* V8's HeapSnapshot::SerializationFormat. */
enum { V8SCOPE_V8_SNAPSHOT_JSON = 0 };

/* V8's HeapProfiler::kUnknownObjectId: of no heap object, or of none in the snapshot. */
enum { V8SCOPE_V8_UNKNOWN_OBJECT_ID = 0 };

/*
 * Looks up all of V8's functions, those to call and those to hook, in what
 * `handle` stands for (RTLD_DEFAULT: the global scope; or dlopen's). Returns
 * whether there is a V8 at all.
 */
bool v8scope_v8_resolve(void *handle);

/* The address of a symbol where V8 was found, NULL if there is none. */
void *v8scope_v8_symbol(const char *symbol);

/* Whether code at that address is of the object that contains V8. */
bool v8scope_v8_contains(uintptr_t ip);

/* Fills in `heap` and, if not NULL, `heap_size_limit`. All zero if V8 cannot say. */
void v8scope_v8_heap(void *isolate, struct v8scope_heap *heap, uint64_t *heap_size_limit);

/* NumberOfHandles(isolate); 0 if V8 cannot say. */
static inline uint32_t v8scope_v8_handles(void *isolate)
{
	if (__builtin_expect(v8scope_v8.number_of_handles == NULL, 0)) {
		return 0;
	}
	return (uint32_t)v8scope_v8.number_of_handles(isolate);
}

/* The isolate that this thread has entered, or NULL. */
void *v8scope_v8_current_isolate(void);

enum v8scope_gc_type v8scope_v8_gc_type(int v8_type);

#endif
