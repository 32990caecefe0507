/* SPDX-License-Identifier: MIT */
/*
 * The part of rusty_v8's C interface that the demos use: the same function
 * names, the same arguments, so that a C program can make the very calls that a
 * Rust program using the `v8` crate makes. rusty_v8_shim.cc implements it on a
 * shared V8.
 *
 * Every `const struct v8__X *` that is returned is a local handle: it lives as
 * long as the innermost HandleScope open at that moment, and is NULL where V8
 * returned an empty MaybeLocal. What v8__Global__New and v8__Global__NewWeak
 * return is the caller's until v8__Global__Reset.
 */
#ifndef V8SCOPE_DEMOS_RUSTY_V8_H
#define V8SCOPE_DEMOS_RUSTY_V8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct v8__Platform;
struct v8__Isolate;
struct v8__ArrayBuffer__Allocator;
struct v8__WeakCallbackInfo;

/* What handles refer to. V8's classes derive from one another; here one casts. */
struct v8__Data;
struct v8__Value;
struct v8__Primitive;
struct v8__Object;
struct v8__Context;
struct v8__Function;
struct v8__FunctionTemplate;
struct v8__ObjectTemplate;
struct v8__Module;
struct v8__Promise;
struct v8__String;
struct v8__FixedArray;

/* Room for V8's objects, which live on the caller's stack. */
struct v8__HandleScope {
	uintptr_t words[3];
};
struct v8__EscapableHandleScope {
	uintptr_t words[4];
};
struct v8__TryCatch {
	uintptr_t words[6];
};
struct v8__ScriptOrigin {
	uintptr_t words[8];
};
struct v8__ScriptCompiler__Source {
	uintptr_t words[9];
};
struct v8__HeapStatistics {
	uintptr_t words[16];
};
struct v8__Isolate__CreateParams {
	uintptr_t words[32];
};

enum v8__MaybeBool {
	v8__MaybeBool__JustFalse = 0,
	v8__MaybeBool__JustTrue = 1,
	v8__MaybeBool__Nothing = 2,
};
enum v8__Promise__PromiseState {
	v8__Promise__kPending = 0,
	v8__Promise__kFulfilled = 1,
	v8__Promise__kRejected = 2,
};
enum v8__NewStringType {
	v8__NewStringType__kNormal = 0,
	v8__NewStringType__kInternalized = 1,
};
enum v8__ScriptCompiler__CompileOptions {
	v8__ScriptCompiler__kNoCompileOptions = 0,
};
enum v8__ScriptCompiler__NoCacheReason {
	v8__ScriptCompiler__kNoCacheNoReason = 0,
};
enum {
	v8__String__REPLACE_INVALID_UTF8 = 8,
};

typedef void (*v8__WeakCallbackInfo__Callback)(const struct v8__WeakCallbackInfo *info);
typedef const struct v8__Module *(*v8__Module__ResolveModuleCallback)(
	const struct v8__Context *context, const struct v8__String *specifier,
	const struct v8__FixedArray *import_assertions, const struct v8__Module *referrer);

/* Process */
struct v8__Platform *v8__Platform__NewDefaultPlatform(int thread_pool_size, bool idle_task_support);
void v8__Platform__DELETE(struct v8__Platform *self);
void v8__V8__InitializePlatform(struct v8__Platform *platform);
void v8__V8__Initialize(void);
bool v8__V8__Dispose(void);
void v8__V8__DisposePlatform(void);
const char *v8__V8__GetVersion(void);

/* Isolate */
struct v8__ArrayBuffer__Allocator *v8__ArrayBuffer__Allocator__NewDefaultAllocator(void);
void v8__ArrayBuffer__Allocator__DELETE(struct v8__ArrayBuffer__Allocator *self);
void v8__Isolate__CreateParams__CONSTRUCT(struct v8__Isolate__CreateParams *buf);
/* Borrowed: must outlive the isolate. */
void v8__Isolate__CreateParams__SET__array_buffer_allocator(
	struct v8__Isolate__CreateParams *self, struct v8__ArrayBuffer__Allocator *allocator);
/* rusty_v8 writes CreateParams.constraints itself; 0 keeps V8's default. Bytes. */
void v8__Isolate__CreateParams__ConfigureDefaultsFromHeapSize(
	struct v8__Isolate__CreateParams *self, size_t initial_heap_size_in_bytes,
	size_t maximum_heap_size_in_bytes);
void v8__Isolate__CreateParams__DESTRUCT(struct v8__Isolate__CreateParams *self);
struct v8__Isolate *v8__Isolate__New(const struct v8__Isolate__CreateParams *params);
void v8__Isolate__Dispose(struct v8__Isolate *isolate);
void v8__Isolate__Enter(struct v8__Isolate *isolate);
void v8__Isolate__Exit(struct v8__Isolate *isolate);
void v8__Isolate__LowMemoryNotification(struct v8__Isolate *isolate);
void v8__Isolate__PerformMicrotaskCheckpoint(struct v8__Isolate *isolate);
void v8__Isolate__GetHeapStatistics(struct v8__Isolate *isolate, struct v8__HeapStatistics *s);
void v8__HeapStatistics__CONSTRUCT(struct v8__HeapStatistics *buf);
size_t v8__HeapStatistics__used_heap_size(struct v8__HeapStatistics *s);
size_t v8__HeapStatistics__total_heap_size(struct v8__HeapStatistics *s);

/* Scopes. A scope is destroyed in the frame that constructed it, last in first out. */
void v8__HandleScope__CONSTRUCT(struct v8__HandleScope *buf, struct v8__Isolate *isolate);
void v8__HandleScope__DESTRUCT(struct v8__HandleScope *self);
/* HandleScope::NumberOfHandles, in the same manner; the `v8` crate does not have it. */
int v8__HandleScope__NumberOfHandles(struct v8__Isolate *isolate);
void v8__EscapableHandleScope__CONSTRUCT(
	struct v8__EscapableHandleScope *buf, struct v8__Isolate *isolate);
void v8__EscapableHandleScope__DESTRUCT(struct v8__EscapableHandleScope *self);
/* Once a scope. The returned handle belongs to the enclosing scope. */
const struct v8__Value *v8__EscapableHandleScope__Escape(
	struct v8__EscapableHandleScope *self, const struct v8__Value *value);
void v8__TryCatch__CONSTRUCT(struct v8__TryCatch *buf, struct v8__Isolate *isolate);
void v8__TryCatch__DESTRUCT(struct v8__TryCatch *self);
bool v8__TryCatch__HasCaught(const struct v8__TryCatch *self);
const struct v8__Value *v8__TryCatch__Exception(const struct v8__TryCatch *self);

/* Handles */
const struct v8__Data *v8__Local__New(struct v8__Isolate *isolate, const struct v8__Data *other);
const struct v8__Data *v8__Global__New(struct v8__Isolate *isolate, const struct v8__Data *data);
/* The callback must reset the global; it may not call anything else of V8. */
const struct v8__Data *v8__Global__NewWeak(struct v8__Isolate *isolate, const struct v8__Data *data,
	void *parameter, v8__WeakCallbackInfo__Callback callback);
void v8__Global__Reset(const struct v8__Data *data);
void *v8__WeakCallbackInfo__GetParameter(const struct v8__WeakCallbackInfo *self);

/* Contexts and modules */
const struct v8__ObjectTemplate *v8__ObjectTemplate__New(
	struct v8__Isolate *isolate, const struct v8__FunctionTemplate *templ);
const struct v8__Context *v8__Context__New(struct v8__Isolate *isolate,
	const struct v8__ObjectTemplate *templ, const struct v8__Value *global_object);
void v8__Context__Enter(const struct v8__Context *self);
void v8__Context__Exit(const struct v8__Context *self);
void v8__ScriptOrigin__CONSTRUCT(struct v8__Isolate *isolate, struct v8__ScriptOrigin *buf,
	const struct v8__Value *resource_name, int resource_line_offset, int resource_column_offset,
	bool resource_is_shared_cross_origin, int script_id, const struct v8__Value *source_map_url,
	bool resource_is_opaque, bool is_wasm, bool is_module);
void v8__ScriptCompiler__Source__CONSTRUCT(struct v8__ScriptCompiler__Source *buf,
	const struct v8__String *source_string, const struct v8__ScriptOrigin *origin,
	void *cached_data);
void v8__ScriptCompiler__Source__DESTRUCT(struct v8__ScriptCompiler__Source *self);
const struct v8__Module *v8__ScriptCompiler__CompileModule(struct v8__Isolate *isolate,
	struct v8__ScriptCompiler__Source *source, enum v8__ScriptCompiler__CompileOptions options,
	enum v8__ScriptCompiler__NoCacheReason no_cache_reason);
enum v8__MaybeBool v8__Module__InstantiateModule(const struct v8__Module *self,
	const struct v8__Context *context, v8__Module__ResolveModuleCallback callback);
const struct v8__Value *v8__Module__Evaluate(
	const struct v8__Module *self, const struct v8__Context *context);
const struct v8__Value *v8__Module__GetModuleNamespace(const struct v8__Module *self);

/* Values */
const struct v8__Primitive *v8__Undefined(struct v8__Isolate *isolate);
bool v8__Value__IsFunction(const struct v8__Value *self);
bool v8__Value__IsObject(const struct v8__Value *self);
bool v8__Value__IsPromise(const struct v8__Value *self);
const struct v8__String *v8__Value__ToString(
	const struct v8__Value *self, const struct v8__Context *context);
/* `length` in bytes, or -1: up to the NUL. */
const struct v8__String *v8__String__NewFromUtf8(
	struct v8__Isolate *isolate, const char *data, enum v8__NewStringType new_type, int length);
int v8__String__Utf8Length(const struct v8__String *self, struct v8__Isolate *isolate);
/* Returns the bytes written; no NUL is written if `length` bytes are filled. */
int v8__String__WriteUtf8(const struct v8__String *self, struct v8__Isolate *isolate, char *buffer,
	int length, int *nchars_ref, int options);
const struct v8__Object *v8__Object__New(struct v8__Isolate *isolate);
const struct v8__Value *v8__Object__Get(const struct v8__Object *self,
	const struct v8__Context *context, const struct v8__Value *key);
const struct v8__Value *v8__Function__Call(const struct v8__Function *self,
	const struct v8__Context *context, const struct v8__Value *recv, int argc,
	const struct v8__Value *const argv[]);
enum v8__Promise__PromiseState v8__Promise__State(const struct v8__Promise *self);
const struct v8__Value *v8__Promise__Result(const struct v8__Promise *self);

#ifdef __cplusplus
}
#endif

#endif
