/* SPDX-License-Identifier: MIT */
/* include/v8scope/handle_scope.hh against the V8 headers that it is compiled with. */
#include <v8scope/annotate.h>
#include <v8scope/handle_scope.hh>

#include <type_traits>

template <class Ours, class V8s> constexpr bool is_drop_in()
{
	return std::is_base_of<V8s, Ours>::value && std::is_convertible<Ours *, V8s *>::value &&
	       std::is_constructible<Ours, v8::Isolate *>::value &&
	       !std::is_convertible<v8::Isolate *, Ours>::value &&
	       !std::is_copy_constructible<Ours>::value && !std::is_copy_assignable<Ours>::value &&
	       sizeof(Ours) == sizeof(V8s) + sizeof(void *);
}

static_assert(is_drop_in<v8scope::HandleScope, v8::HandleScope>(), "as V8's");
static_assert(is_drop_in<v8scope::EscapableHandleScope, v8::EscapableHandleScope>(), "as V8's");

/* As programs use them. */
v8::Local<v8::Value> use_scopes(v8::Isolate *isolate, v8::Local<v8::Value> value);

v8::Local<v8::Value> use_scopes(v8::Isolate *isolate, v8::Local<v8::Value> value)
{
	v8scope::EscapableHandleScope outer(isolate);
	v8scope::HandleScope inner(outer.GetIsolate());

	V8SCOPE_MARK("used");
	return v8scope::HandleScope::NumberOfHandles(isolate) > 0 ? outer.Escape(value) : value;
}
