/* SPDX-License-Identifier: MIT */
/*
 * Every V8 function that v8scope intercepts, in one place. A row is
 *
 *   HOOK(id, return type, (parameters), "symbol", "alias of the same function", ...)
 *
 * For each id there is a function v8scope_hook_<id> in a hook_*.c, and the real
 * one is v8scope_real.<id>. All have C linkage and C types: on the Itanium ABI a
 * member function takes `this` first, a constructor returns nothing, and
 * v8::Local<T> and v8::MaybeLocal<T> are one pointer to a slot, passed and
 * returned like a pointer.
 *
 * A symbol that the V8 at hand does not have leaves its row unhooked; what that
 * costs is told by the capabilities of isolate_attach.
 */
#ifndef V8SCOPE_MANIFEST_H
#define V8SCOPE_MANIFEST_H

#include <stddef.h>
#include <stdint.h>

#include "hidden.h"

/* v8::PromiseHook: type, Local<Promise>, Local<Value> parent. */
typedef void (*v8scope_promise_hook_fn)(int type, void *promise, void *parent);
/* v8::NearHeapLimitCallback: data, current limit, initial limit -> new limit. */
typedef size_t (*v8scope_near_heap_limit_fn)(void *data, size_t current, size_t initial);

/* clang-format off */
#define V8SCOPE_HOOKS(HOOK) \
	/* scopes */ \
	HOOK(handle_scope_construct, void, (void *scope, void *isolate), \
		"_ZN2v811HandleScopeC1EPNS_7IsolateE", "_ZN2v811HandleScopeC2EPNS_7IsolateE") \
	HOOK(handle_scope_destruct, void, (void *scope), \
		"_ZN2v811HandleScopeD1Ev", "_ZN2v811HandleScopeD2Ev") \
	HOOK(escapable_construct, void, (void *scope, void *isolate), \
		"_ZN2v820EscapableHandleScopeC1EPNS_7IsolateE", \
		"_ZN2v820EscapableHandleScopeC2EPNS_7IsolateE", \
		"_ZN2v824EscapableHandleScopeBaseC1EPNS_7IsolateE", \
		"_ZN2v824EscapableHandleScopeBaseC2EPNS_7IsolateE") \
	HOOK(escapable_escape, void *, (void *scope, void *slot), \
		"_ZN2v820EscapableHandleScope6EscapeEPm", \
		"_ZN2v824EscapableHandleScopeBase10EscapeSlotEPm") \
	HOOK(seal_construct, void, (void *scope, void *isolate), \
		"_ZN2v815SealHandleScopeC1EPNS_7IsolateE", "_ZN2v815SealHandleScopeC2EPNS_7IsolateE") \
	HOOK(seal_destruct, void, (void *scope), \
		"_ZN2v815SealHandleScopeD1Ev", "_ZN2v815SealHandleScopeD2Ev") \
	/* handles */ \
	HOOK(create_handle, void *, (void *isolate, uintptr_t value), \
		"_ZN2v811HandleScope12CreateHandleEPNS_8internal7IsolateEm") \
	/* globals */ \
	HOOK(globalize, void *, (void *isolate, void *slot), \
		"_ZN2v812api_internal18GlobalizeReferenceEPNS_8internal7IsolateEPm") \
	HOOK(globalize_value, void *, (void *isolate, uintptr_t value), \
		"_ZN2v812api_internal18GlobalizeReferenceEPNS_8internal7IsolateEm") \
	HOOK(copy_global, void *, (void *from), \
		"_ZN2v812api_internal19CopyGlobalReferenceEPm") \
	HOOK(dispose_global, void, (void *slot), \
		"_ZN2v812api_internal13DisposeGlobalEPm") \
	HOOK(make_weak, void, (void *slot, void *data, void *callback, int type), \
		"_ZN2v812api_internal8MakeWeakEPmPvPFvRKNS_16WeakCallbackInfoIvEEENS_16WeakCallbackTypeE") \
	HOOK(make_weak_reset, void, (void **slot), \
		"_ZN2v812api_internal8MakeWeakEPPm") \
	HOOK(clear_weak, void *, (void *slot), \
		"_ZN2v812api_internal9ClearWeakEPm") \
	HOOK(eternalize, void *, (void *isolate, void *value), \
		"_ZN2v812api_internal10EternalizeEPNS_7IsolateEPNS_5ValueE") \
	HOOK(globalize_traced, void *, (void *isolate, void *value, void *slot, int mode), \
		"_ZN2v88internal24GlobalizeTracedReferenceEPNS0_7IsolateEPmS3_NS0_21GlobalHandleStoreModeE") \
	HOOK(globalize_traced_value, void *, \
		(void *isolate, uintptr_t value, void *slot, int mode, int handling), \
		"_ZN2v88internal24GlobalizeTracedReferenceEPNS0_7IsolateEmPmNS0_24TracedReferenceStoreModeENS0_23TracedReferenceHandlingE") \
	HOOK(dispose_traced, void, (void *slot), \
		"_ZN2v88internal22DisposeTracedReferenceEPm") \
	/* contexts */ \
	HOOK(context_enter, void, (void *context), "_ZN2v87Context5EnterEv") \
	HOOK(context_exit, void, (void *context), "_ZN2v87Context4ExitEv") \
	/* promises */ \
	HOOK(set_promise_hook, void, (void *isolate, v8scope_promise_hook_fn hook), \
		"_ZN2v87Isolate14SetPromiseHookEPFvNS_15PromiseHookTypeENS_5LocalINS_7PromiseEEENS2_INS_5ValueEEEE") \
	/* calls into JavaScript: no event, but a safe point in programs that have no other */ \
	HOOK(function_call, void *, \
		(void *function, void *context, void *receiver, int argc, void *argv), \
		"_ZN2v88Function4CallENS_5LocalINS_7ContextEEENS1_INS_5ValueEEEiPS5_") \
	HOOK(function_call_in, void *, \
		(void *function, void *isolate, void *context, void *receiver, int argc, \
			void *argv), \
		"_ZN2v88Function4CallEPNS_7IsolateENS_5LocalINS_7ContextEEENS3_INS_5ValueEEEiPS7_") \
	/* microtasks */ \
	HOOK(scope_checkpoint, void, (void *isolate), \
		"_ZN2v815MicrotasksScope17PerformCheckpointEPNS_7IsolateE") \
	HOOK(isolate_checkpoint, void, (void *isolate), \
		"_ZN2v87Isolate26PerformMicrotaskCheckpointEv") \
	/* isolates */ \
	HOOK(isolate_new, void *, (const void *params), \
		"_ZN2v87Isolate3NewERKNS0_12CreateParamsE") \
	HOOK(isolate_new_in_group, void *, (const void *group, const void *params), \
		"_ZN2v87Isolate3NewERKNS_12IsolateGroupERKNS0_12CreateParamsE") \
	HOOK(isolate_initialize, void, (void *isolate, const void *params), \
		"_ZN2v87Isolate10InitializeEPS0_RKNS0_12CreateParamsE") \
	HOOK(isolate_dispose, void, (void *isolate), "_ZN2v87Isolate7DisposeEv") \
	HOOK(isolate_deinitialize, void, (void *isolate), "_ZN2v87Isolate12DeinitializeEv") \
	/* where an isolate goes from thread to thread */ \
	HOOK(unlocker_construct, void, (void *unlocker, void *isolate), \
		"_ZN2v88Unlocker10InitializeEPNS_7IsolateE") \
	HOOK(unlocker_destruct, void, (void *unlocker), \
		"_ZN2v88UnlockerD1Ev", "_ZN2v88UnlockerD2Ev") \
	HOOK(add_near_heap_limit, void, \
		(void *isolate, v8scope_near_heap_limit_fn callback, void *data), \
		"_ZN2v87Isolate24AddNearHeapLimitCallbackEPFmPvmmES1_") \
	HOOK(remove_near_heap_limit, void, \
		(void *isolate, v8scope_near_heap_limit_fn callback, size_t limit), \
		"_ZN2v87Isolate27RemoveNearHeapLimitCallbackEPFmPvmmEm") \
	/* the process */ \
	HOOK(v8_dispose, int, (void), "_ZN2v82V87DisposeEv") \
	HOOK(dispose_platform, void, (void), \
		"_ZN2v82V815DisposePlatformEv", "_ZN2v82V816ShutdownPlatformEv")
/* clang-format on */

#define V8SCOPE_DECLARE_REAL(id, ret, params, ...) ret(*id) params;
struct v8scope_real_functions {
	V8SCOPE_HOOKS(V8SCOPE_DECLARE_REAL)
};
#undef V8SCOPE_DECLARE_REAL

/* The functions behind the hooks; NULL where this V8 has no such symbol. */
extern V8SCOPE_HIDDEN struct v8scope_real_functions v8scope_real;

#define V8SCOPE_DECLARE_HOOK(id, ret, params, ...) ret v8scope_hook_##id params;
V8SCOPE_HOOKS(V8SCOPE_DECLARE_HOOK)
#undef V8SCOPE_DECLARE_HOOK

#endif
