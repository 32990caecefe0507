/* SPDX-License-Identifier: MIT */
/* rusty_v8's C functions; with BINDING_INLINES as one compiled against an inline HandleScope. */
#include <new>

#include "engine.hh"

extern "C" void v8__HandleScope__CONSTRUCT(v8::HandleScope *buf, v8::Isolate *isolate)
{
#ifdef BINDING_INLINES
	buf->open(isolate);
#else
	::new (static_cast<void *>(buf)) v8::HandleScope(isolate);
#endif
}

extern "C" void v8__HandleScope__DESTRUCT(v8::HandleScope *self)
{
#ifdef BINDING_INLINES
	self->close();
#else
	self->~HandleScope();
#endif
}

extern "C" const void *v8__Local__New(v8::Isolate *isolate, const void *other)
{
	isolate->handles++;
	return other;
}

extern "C" void *v8__Global__New(v8::Isolate *isolate, void *data)
{
	return v8::api_internal::GlobalizeReference(
		reinterpret_cast<v8::internal::Isolate *>(isolate),
		static_cast<v8::internal::Address *>(data));
}

extern "C" void v8__Global__Reset(void *slot)
{
	v8::api_internal::DisposeGlobal(static_cast<v8::internal::Address *>(slot));
}

extern "C" v8::Isolate *v8__Isolate__GetCurrent(void)
{
	return v8::Isolate::GetCurrent();
}
