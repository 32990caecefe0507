/* SPDX-License-Identifier: MIT */
/*
 * What the runtime believes about V8's types, held against V8's own headers. To
 * compile it is the test; it takes -fno-access-control and no library.
 */
#include <v8.h>

#include <v8-locker.h>
#include <v8-profiler.h>
#include <v8-version.h>

#include <cstddef>
#include <type_traits>

/* They are C; their enumerations and tables read the same in C++. */
extern "C" {
#include "v8_api.h"
#include "v8_versions.h"
}

#pragma GCC diagnostic ignored "-Winvalid-offsetof"

#define V8_AT_LEAST(major, minor)                                                                  \
	(V8_MAJOR_VERSION > (major) || (V8_MAJOR_VERSION == (major) && V8_MINOR_VERSION >= (minor)))

/*
 * Every scope begins with its isolate, which has had more than one name: it is the
 * member that is left. The hooks and the stack census rely on it.
 */
static_assert(offsetof(v8::HandleScope, prev_next_) == sizeof(void *));
static_assert(offsetof(v8::HandleScope, prev_limit_) == 2 * sizeof(void *));
static_assert(sizeof(v8::HandleScope) == 3 * sizeof(void *));
static_assert(sizeof(v8::EscapableHandleScope) >= sizeof(v8::HandleScope));
static_assert(offsetof(v8::SealHandleScope, prev_limit_) == sizeof(void *));
static_assert(offsetof(v8::SealHandleScope, prev_sealed_level_) == 2 * sizeof(void *));
static_assert(sizeof(v8::SealHandleScope) == 3 * sizeof(void *));
/* The hooks of Unlocker take its isolate from it. */
static_assert(sizeof(v8::Unlocker) == sizeof(void *));

/* The scope data: in the headers from 12.4 on, its place and its size. */
#if V8_AT_LEAST(12, 4)
constexpr uint32_t offset_in_table()
{
	uint32_t offset = 0;

#define VERSION(major, minor, value)                                                               \
	if (V8_AT_LEAST(major, minor)) {                                                           \
		offset = value;                                                                    \
	}
	V8SCOPE_VERSIONS(VERSION)
#undef VERSION
	return offset;
}

static_assert(v8::internal::Internals::kIsolateHandleScopeDataOffset == offset_in_table());
static_assert(v8::internal::Internals::kHandleScopeDataSize == sizeof(v8scope_scope_data));
#endif

/* V8 14 inlines HandleScope, so it is laid out in the open. */
#if V8_AT_LEAST(14, 0)
using v8::internal::HandleScopeData;
static_assert(offsetof(HandleScopeData, next) == offsetof(v8scope_scope_data, next));
static_assert(offsetof(HandleScopeData, limit) == offsetof(v8scope_scope_data, limit));
static_assert(offsetof(HandleScopeData, level) == offsetof(v8scope_scope_data, level));
static_assert(
	offsetof(HandleScopeData, sealed_level) == offsetof(v8scope_scope_data, sealed_level));
#endif

#define CHECK_WORD(member, word)                                                                   \
	static_assert(offsetof(v8::HeapStatistics, member) == (word) * sizeof(size_t))

CHECK_WORD(total_heap_size_, V8SCOPE_HEAP_STATISTICS_TOTAL_HEAP_SIZE);
CHECK_WORD(used_heap_size_, V8SCOPE_HEAP_STATISTICS_USED_HEAP_SIZE);
CHECK_WORD(heap_size_limit_, V8SCOPE_HEAP_STATISTICS_HEAP_SIZE_LIMIT);
CHECK_WORD(malloced_memory_, V8SCOPE_HEAP_STATISTICS_MALLOCED_MEMORY);
CHECK_WORD(external_memory_, V8SCOPE_HEAP_STATISTICS_EXTERNAL_MEMORY);
CHECK_WORD(used_global_handles_size_, V8SCOPE_HEAP_STATISTICS_USED_GLOBAL_HANDLES_SIZE);
static_assert(sizeof(v8::HeapStatistics) <= V8SCOPE_HEAP_STATISTICS_WORDS * sizeof(size_t));

static_assert(int(v8::kGCTypeScavenge) == V8SCOPE_V8_GC_TYPE_SCAVENGE);
static_assert(int(v8::kGCTypeMarkSweepCompact) == V8SCOPE_V8_GC_TYPE_MARK_SWEEP_COMPACT);
static_assert(int(v8::kGCTypeIncrementalMarking) == V8SCOPE_V8_GC_TYPE_INCREMENTAL_MARKING);
static_assert(int(v8::kGCTypeProcessWeakCallbacks) == V8SCOPE_V8_GC_TYPE_PROCESS_WEAK_CALLBACKS);
static_assert(int(v8::kGCTypeAll) == V8SCOPE_V8_GC_TYPE_ALL);
/* The one that V8 has renamed. */
static_assert(V8SCOPE_V8_GC_TYPE_MINOR_MARK_SWEEP ==
	      (v8::kGCTypeAll &
		      ~(v8::kGCTypeScavenge | v8::kGCTypeMarkSweepCompact |
			      v8::kGCTypeIncrementalMarking | v8::kGCTypeProcessWeakCallbacks)));

static_assert(int(v8::PromiseHookType::kInit) == V8SCOPE_V8_PROMISE_HOOK_INIT);
static_assert(int(v8::PromiseHookType::kResolve) == V8SCOPE_V8_PROMISE_HOOK_RESOLVE);

static_assert(int(v8::WeakCallbackType::kParameter) == V8SCOPE_V8_WEAK_CALLBACK_TYPE_PARAMETER);
static_assert(offsetof(v8::WeakCallbackInfo<void>, parameter_) ==
	      V8SCOPE_WEAK_CALLBACK_INFO_PARAMETER * sizeof(void *));
/* How the runtime calls what MakeWeak() is given: with the address of an info. */
static_assert(std::is_same<std::decay_t<v8::WeakCallbackInfo<void>::Callback>,
	void (*)(const v8::WeakCallbackInfo<void> &)>::value);

/* A Local is one pointer and passed and returned as one. */
template <class T> constexpr bool is_passed_as_a_pointer()
{
	return sizeof(T) == sizeof(void *) && std::is_trivially_copyable<T>::value &&
	       std::is_trivially_destructible<T>::value;
}

static_assert(is_passed_as_a_pointer<v8::Local<v8::Promise>>());
static_assert(is_passed_as_a_pointer<v8::Local<v8::Value>>());
static_assert(is_passed_as_a_pointer<v8::MaybeLocal<v8::Value>>());

static_assert(int(v8::HeapSnapshot::kJSON) == V8SCOPE_V8_SNAPSHOT_JSON);
static_assert(std::is_same<v8::SnapshotObjectId, uint32_t>::value);
static_assert(v8::HeapProfiler::kUnknownObjectId == V8SCOPE_V8_UNKNOWN_OBJECT_ID);

/* The snapshot's functions, called with C's types: what of V8's is more than a pointer? */
static_assert(std::is_trivially_copyable<v8::Local<v8::Value>>::value);
static_assert(sizeof(v8::Local<v8::Value>) == sizeof(void *));
static_assert(std::is_same<decltype(static_cast<v8::SnapshotObjectId (v8::HeapProfiler::*)(
					   v8::Local<v8::Value>)>(&v8::HeapProfiler::GetObjectId)),
	v8::SnapshotObjectId (v8::HeapProfiler::*)(v8::Local<v8::Value>)>::value);
static_assert(std::is_same<v8::InterruptCallback, void (*)(v8::Isolate *, void *)>::value);
#if V8_AT_LEAST(14, 0)
using v8scope_resolver = v8::HeapProfiler::ContextNameResolver;
#else
using v8scope_resolver = v8::HeapProfiler::ObjectNameResolver;
#endif
using v8scope_take_heap_snapshot = const v8::HeapSnapshot *(
	v8::HeapProfiler::*)(v8::ActivityControl *, v8scope_resolver *, bool, bool);
constexpr v8scope_take_heap_snapshot v8scope_overload = &v8::HeapProfiler::TakeHeapSnapshot;
