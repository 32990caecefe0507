/* SPDX-License-Identifier: MIT */
/*
 * rusty_v8's C functions on a shared V8. Each is one call of V8's API and
 * nothing else: handles are made, scopes opened and promises held exactly as
 * they are in a Rust program.
 */
#include "rusty_v8.h"

#include <cstring>
#include <libplatform/libplatform.h>
#include <new>
#include <type_traits>
#include <utility>
#include <v8.h>

static_assert(sizeof(v8__HandleScope) == sizeof(v8::HandleScope));
static_assert(sizeof(v8__EscapableHandleScope) == sizeof(v8::EscapableHandleScope));
static_assert(sizeof(v8__TryCatch) == sizeof(v8::TryCatch));
static_assert(sizeof(v8__ScriptOrigin) >= sizeof(v8::ScriptOrigin));
static_assert(sizeof(v8__ScriptCompiler__Source) >= sizeof(v8::ScriptCompiler::Source));
static_assert(sizeof(v8__HeapStatistics) >= sizeof(v8::HeapStatistics));
static_assert(sizeof(v8__Isolate__CreateParams) >= sizeof(v8::Isolate::CreateParams));
static_assert(sizeof(v8::Local<v8::Data>) == sizeof(void *));
static_assert(sizeof(v8::Global<v8::Data>) == sizeof(void *));
static_assert(int(v8::Promise::kFulfilled) == v8__Promise__kFulfilled);
static_assert(int(v8::NewStringType::kInternalized) == v8__NewStringType__kInternalized);
static_assert(int(v8::ScriptCompiler::kNoCompileOptions) == v8__ScriptCompiler__kNoCompileOptions);
static_assert(int(v8::ScriptCompiler::kNoCacheNoReason) == v8__ScriptCompiler__kNoCacheNoReason);
static_assert(int(v8::String::REPLACE_INVALID_UTF8) == v8__String__REPLACE_INVALID_UTF8);

namespace
{

/* Handles cross the C border as the address of their slot; NULL is the empty handle. */
template <class T, class C> v8::Local<T> local(const C *handle)
{
	v8::Local<T> result;
	std::memcpy(static_cast<void *>(&result), &handle, sizeof(handle));
	return result;
}

template <class C, class T> const C *pointer(v8::Local<T> handle)
{
	return reinterpret_cast<const C *>(*handle);
}

template <class C, class T> const C *pointer(v8::MaybeLocal<T> handle)
{
	return pointer<C>(handle.FromMaybe(v8::Local<T>()));
}

v8::Isolate *v8_isolate(v8__Isolate *isolate)
{
	return reinterpret_cast<v8::Isolate *>(isolate);
}

/* Takes the slot out of the global, whose destructor would reset it. */
const v8__Data *release(v8::Global<v8::Data> global)
{
	const v8__Data *slot;
	std::memcpy(&slot, static_cast<const void *>(&global), sizeof(slot));
	global.Empty();
	return slot;
}

/* C's and V8's callbacks differ only in that handles and references are pointers there. */
template <class To, class From> To callback_cast(From callback)
{
	return reinterpret_cast<To>(reinterpret_cast<void (*)()>(callback));
}

} // namespace

v8__Platform *v8__Platform__NewDefaultPlatform(int thread_pool_size, bool idle_task_support)
{
	return reinterpret_cast<v8__Platform *>(v8::platform::NewDefaultPlatform(
		thread_pool_size, idle_task_support ? v8::platform::IdleTaskSupport::kEnabled
						    : v8::platform::IdleTaskSupport::kDisabled)
							.release());
}

void v8__Platform__DELETE(v8__Platform *self)
{
	delete reinterpret_cast<v8::Platform *>(self);
}

void v8__V8__InitializePlatform(v8__Platform *platform)
{
	v8::V8::InitializePlatform(reinterpret_cast<v8::Platform *>(platform));
}

void v8__V8__Initialize(void)
{
	v8::V8::Initialize();
}

bool v8__V8__Dispose(void)
{
	return v8::V8::Dispose();
}

void v8__V8__DisposePlatform(void)
{
	v8::V8::DisposePlatform();
}

const char *v8__V8__GetVersion(void)
{
	return v8::V8::GetVersion();
}

v8__ArrayBuffer__Allocator *v8__ArrayBuffer__Allocator__NewDefaultAllocator(void)
{
	return reinterpret_cast<v8__ArrayBuffer__Allocator *>(
		v8::ArrayBuffer::Allocator::NewDefaultAllocator());
}

void v8__ArrayBuffer__Allocator__DELETE(v8__ArrayBuffer__Allocator *self)
{
	delete reinterpret_cast<v8::ArrayBuffer::Allocator *>(self);
}

static v8::Isolate::CreateParams *create_params(v8__Isolate__CreateParams *params)
{
	return reinterpret_cast<v8::Isolate::CreateParams *>(params);
}

void v8__Isolate__CreateParams__CONSTRUCT(v8__Isolate__CreateParams *buf)
{
	new (buf) v8::Isolate::CreateParams();
}

void v8__Isolate__CreateParams__SET__array_buffer_allocator(
	v8__Isolate__CreateParams *self, v8__ArrayBuffer__Allocator *allocator)
{
	create_params(self)->array_buffer_allocator =
		reinterpret_cast<v8::ArrayBuffer::Allocator *>(allocator);
}

void v8__Isolate__CreateParams__ConfigureDefaultsFromHeapSize(v8__Isolate__CreateParams *self,
	size_t initial_heap_size_in_bytes, size_t maximum_heap_size_in_bytes)
{
	create_params(self)->constraints.ConfigureDefaultsFromHeapSize(
		initial_heap_size_in_bytes, maximum_heap_size_in_bytes);
}

void v8__Isolate__CreateParams__DESTRUCT(v8__Isolate__CreateParams *self)
{
	create_params(self)->~CreateParams();
}

v8__Isolate *v8__Isolate__New(const v8__Isolate__CreateParams *params)
{
	return reinterpret_cast<v8__Isolate *>(
		v8::Isolate::New(*reinterpret_cast<const v8::Isolate::CreateParams *>(params)));
}

void v8__Isolate__Dispose(v8__Isolate *isolate)
{
	v8_isolate(isolate)->Dispose();
}

void v8__Isolate__Enter(v8__Isolate *isolate)
{
	v8_isolate(isolate)->Enter();
}

void v8__Isolate__Exit(v8__Isolate *isolate)
{
	v8_isolate(isolate)->Exit();
}

void v8__Isolate__LowMemoryNotification(v8__Isolate *isolate)
{
	v8_isolate(isolate)->LowMemoryNotification();
}

void v8__Isolate__PerformMicrotaskCheckpoint(v8__Isolate *isolate)
{
	v8_isolate(isolate)->PerformMicrotaskCheckpoint();
}

static v8::HeapStatistics *heap_statistics(v8__HeapStatistics *s)
{
	return reinterpret_cast<v8::HeapStatistics *>(s);
}

void v8__Isolate__GetHeapStatistics(v8__Isolate *isolate, v8__HeapStatistics *s)
{
	v8_isolate(isolate)->GetHeapStatistics(heap_statistics(s));
}

void v8__HeapStatistics__CONSTRUCT(v8__HeapStatistics *buf)
{
	new (buf) v8::HeapStatistics();
}

size_t v8__HeapStatistics__used_heap_size(v8__HeapStatistics *s)
{
	return heap_statistics(s)->used_heap_size();
}

size_t v8__HeapStatistics__total_heap_size(v8__HeapStatistics *s)
{
	return heap_statistics(s)->total_heap_size();
}

void v8__HandleScope__CONSTRUCT(v8__HandleScope *buf, v8__Isolate *isolate)
{
	::new (static_cast<void *>(buf)) v8::HandleScope(v8_isolate(isolate));
}

void v8__HandleScope__DESTRUCT(v8__HandleScope *self)
{
	reinterpret_cast<v8::HandleScope *>(self)->~HandleScope();
}

int v8__HandleScope__NumberOfHandles(v8__Isolate *isolate)
{
	return v8::HandleScope::NumberOfHandles(v8_isolate(isolate));
}

void v8__EscapableHandleScope__CONSTRUCT(v8__EscapableHandleScope *buf, v8__Isolate *isolate)
{
	::new (static_cast<void *>(buf)) v8::EscapableHandleScope(v8_isolate(isolate));
}

void v8__EscapableHandleScope__DESTRUCT(v8__EscapableHandleScope *self)
{
	reinterpret_cast<v8::EscapableHandleScope *>(self)->~EscapableHandleScope();
}

const v8__Value *v8__EscapableHandleScope__Escape(
	v8__EscapableHandleScope *self, const v8__Value *value)
{
	return pointer<v8__Value>(reinterpret_cast<v8::EscapableHandleScope *>(self)->Escape(
		local<v8::Value>(value)));
}

void v8__TryCatch__CONSTRUCT(v8__TryCatch *buf, v8__Isolate *isolate)
{
	::new (static_cast<void *>(buf)) v8::TryCatch(v8_isolate(isolate));
}

void v8__TryCatch__DESTRUCT(v8__TryCatch *self)
{
	reinterpret_cast<v8::TryCatch *>(self)->~TryCatch();
}

bool v8__TryCatch__HasCaught(const v8__TryCatch *self)
{
	return reinterpret_cast<const v8::TryCatch *>(self)->HasCaught();
}

const v8__Value *v8__TryCatch__Exception(const v8__TryCatch *self)
{
	return pointer<v8__Value>(reinterpret_cast<const v8::TryCatch *>(self)->Exception());
}

const v8__Data *v8__Local__New(v8__Isolate *isolate, const v8__Data *other)
{
	return pointer<v8__Data>(
		v8::Local<v8::Data>::New(v8_isolate(isolate), local<v8::Data>(other)));
}

const v8__Data *v8__Global__New(v8__Isolate *isolate, const v8__Data *data)
{
	return release(v8::Global<v8::Data>(v8_isolate(isolate), local<v8::Data>(data)));
}

const v8__Data *v8__Global__NewWeak(v8__Isolate *isolate, const v8__Data *data, void *parameter,
	v8__WeakCallbackInfo__Callback callback)
{
	v8::Global<v8::Data> global(v8_isolate(isolate), local<v8::Data>(data));
	global.SetWeak(parameter, callback_cast<v8::WeakCallbackInfo<void>::Callback>(callback),
		v8::WeakCallbackType::kParameter);
	return release(std::move(global));
}

void v8__Global__Reset(const v8__Data *data)
{
	v8::Global<v8::Data> global;
	std::memcpy(static_cast<void *>(&global), &data, sizeof(data));
	global.Reset();
}

void *v8__WeakCallbackInfo__GetParameter(const v8__WeakCallbackInfo *self)
{
	return reinterpret_cast<const v8::WeakCallbackInfo<void> *>(self)->GetParameter();
}

const v8__ObjectTemplate *v8__ObjectTemplate__New(
	v8__Isolate *isolate, const v8__FunctionTemplate *templ)
{
	return pointer<v8__ObjectTemplate>(
		v8::ObjectTemplate::New(v8_isolate(isolate), local<v8::FunctionTemplate>(templ)));
}

const v8__Context *v8__Context__New(
	v8__Isolate *isolate, const v8__ObjectTemplate *templ, const v8__Value *global_object)
{
	return pointer<v8__Context>(v8::Context::New(v8_isolate(isolate), nullptr,
		local<v8::ObjectTemplate>(templ), local<v8::Value>(global_object)));
}

void v8__Context__Enter(const v8__Context *self)
{
	local<v8::Context>(self)->Enter();
}

void v8__Context__Exit(const v8__Context *self)
{
	local<v8::Context>(self)->Exit();
}

void v8__ScriptOrigin__CONSTRUCT(v8__Isolate *isolate, v8__ScriptOrigin *buf,
	const v8__Value *resource_name, int resource_line_offset, int resource_column_offset,
	bool resource_is_shared_cross_origin, int script_id, const v8__Value *source_map_url,
	bool resource_is_opaque, bool is_wasm, bool is_module)
{
	new (buf) v8::ScriptOrigin(v8_isolate(isolate), local<v8::Value>(resource_name),
		resource_line_offset, resource_column_offset, resource_is_shared_cross_origin,
		script_id, local<v8::Value>(source_map_url), resource_is_opaque, is_wasm,
		is_module);
}

void v8__ScriptCompiler__Source__CONSTRUCT(v8__ScriptCompiler__Source *buf,
	const v8__String *source_string, const v8__ScriptOrigin *origin, void *cached_data)
{
	new (buf) v8::ScriptCompiler::Source(local<v8::String>(source_string),
		*reinterpret_cast<const v8::ScriptOrigin *>(origin),
		static_cast<v8::ScriptCompiler::CachedData *>(cached_data));
}

void v8__ScriptCompiler__Source__DESTRUCT(v8__ScriptCompiler__Source *self)
{
	reinterpret_cast<v8::ScriptCompiler::Source *>(self)->~Source();
}

const v8__Module *v8__ScriptCompiler__CompileModule(v8__Isolate *isolate,
	v8__ScriptCompiler__Source *source, v8__ScriptCompiler__CompileOptions options,
	v8__ScriptCompiler__NoCacheReason no_cache_reason)
{
	return pointer<v8__Module>(v8::ScriptCompiler::CompileModule(v8_isolate(isolate),
		reinterpret_cast<v8::ScriptCompiler::Source *>(source),
		static_cast<v8::ScriptCompiler::CompileOptions>(options),
		static_cast<v8::ScriptCompiler::NoCacheReason>(no_cache_reason)));
}

v8__MaybeBool v8__Module__InstantiateModule(const v8__Module *self, const v8__Context *context,
	v8__Module__ResolveModuleCallback callback)
{
	/* A MaybeLocal is returned as one pointer here: V8's callback and ours agree. */
	static_assert(std::is_trivially_copyable_v<v8::MaybeLocal<v8::Module>>);
	v8::Maybe<bool> done =
		local<v8::Module>(self)->InstantiateModule(local<v8::Context>(context),
			callback_cast<v8::Module::ResolveModuleCallback>(callback));

	if (done.IsNothing()) {
		return v8__MaybeBool__Nothing;
	}
	return done.FromJust() ? v8__MaybeBool__JustTrue : v8__MaybeBool__JustFalse;
}

const v8__Value *v8__Module__Evaluate(const v8__Module *self, const v8__Context *context)
{
	return pointer<v8__Value>(local<v8::Module>(self)->Evaluate(local<v8::Context>(context)));
}

const v8__Value *v8__Module__GetModuleNamespace(const v8__Module *self)
{
	return pointer<v8__Value>(local<v8::Module>(self)->GetModuleNamespace());
}

const v8__Primitive *v8__Undefined(v8__Isolate *isolate)
{
	return pointer<v8__Primitive>(v8::Undefined(v8_isolate(isolate)));
}

bool v8__Value__IsFunction(const v8__Value *self)
{
	return local<v8::Value>(self)->IsFunction();
}

bool v8__Value__IsObject(const v8__Value *self)
{
	return local<v8::Value>(self)->IsObject();
}

bool v8__Value__IsPromise(const v8__Value *self)
{
	return local<v8::Value>(self)->IsPromise();
}

const v8__String *v8__Value__ToString(const v8__Value *self, const v8__Context *context)
{
	return pointer<v8__String>(local<v8::Value>(self)->ToString(local<v8::Context>(context)));
}

const v8__String *v8__String__NewFromUtf8(
	v8__Isolate *isolate, const char *data, v8__NewStringType new_type, int length)
{
	return pointer<v8__String>(v8::String::NewFromUtf8(
		v8_isolate(isolate), data, static_cast<v8::NewStringType>(new_type), length));
}

int v8__String__Utf8Length(const v8__String *self, v8__Isolate *isolate)
{
	return local<v8::String>(self)->Utf8Length(v8_isolate(isolate));
}

int v8__String__WriteUtf8(const v8__String *self, v8__Isolate *isolate, char *buffer, int length,
	int *nchars_ref, int options)
{
	return local<v8::String>(self)->WriteUtf8(
		v8_isolate(isolate), buffer, length, nchars_ref, options);
}

const v8__Object *v8__Object__New(v8__Isolate *isolate)
{
	return pointer<v8__Object>(v8::Object::New(v8_isolate(isolate)));
}

const v8__Value *v8__Object__Get(
	const v8__Object *self, const v8__Context *context, const v8__Value *key)
{
	return pointer<v8__Value>(
		local<v8::Object>(self)->Get(local<v8::Context>(context), local<v8::Value>(key)));
}

const v8__Value *v8__Function__Call(const v8__Function *self, const v8__Context *context,
	const v8__Value *recv, int argc, const v8__Value *const argv[])
{
	auto *arguments =
		reinterpret_cast<v8::Local<v8::Value> *>(const_cast<const v8__Value **>(argv));

	return pointer<v8__Value>(local<v8::Function>(self)->Call(
		local<v8::Context>(context), local<v8::Value>(recv), argc, arguments));
}

v8__Promise__PromiseState v8__Promise__State(const v8__Promise *self)
{
	return static_cast<v8__Promise__PromiseState>(local<v8::Promise>(self)->State());
}

const v8__Value *v8__Promise__Result(const v8__Promise *self)
{
	return pointer<v8__Value>(local<v8::Promise>(self)->Result());
}
