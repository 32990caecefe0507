/* SPDX-License-Identifier: MIT */
/*
 * v8scope::HandleScope and v8scope::EscapableHandleScope, to be used in place of
 * V8's: each is V8's own scope, and tells v8scope where it was opened. They are for
 * V8 14 and later, whose headers inline HandleScope into the program, so that no
 * hook sees it. With an older V8, whose own hooks see it as well, it is told once.
 * Without v8scope each step costs a test of a pointer. Header-only, C++17.
 *
 *     #include <v8scope/handle_scope.hh>
 *     v8scope::HandleScope scope(isolate);
 */
#ifndef V8SCOPE_HANDLE_SCOPE_HH
#define V8SCOPE_HANDLE_SCOPE_HH

#include <v8.h>

#include "scope_notes.h"

namespace v8scope
{
namespace internal
{

/* Even without optimisation: the code that calls v8scope is the opener's own. */
#define V8SCOPE_INTO_CALLER __attribute__((always_inline)) inline

/* What comes before V8's constructor and after its destructor. */
class AroundScope
{
protected:
	V8SCOPE_INTO_CALLER explicit AroundScope(v8::Isolate *isolate)
	{
		if (v8scope_note_opening != nullptr) {
			v8scope_note_opening(isolate);
		}
	}

	V8SCOPE_INTO_CALLER ~AroundScope()
	{
		if (note_closed_ != nullptr) {
			v8scope_note_closed(note_closed_);
		}
	}

	void *note_closed_ = nullptr; /* the isolate, if v8scope asks for it */
};

template <class Scope, v8scope_noted_scope kind>
class NotedScope : private AroundScope, public Scope
{
public:
	V8SCOPE_INTO_CALLER explicit NotedScope(v8::Isolate *isolate)
	    : AroundScope(isolate), Scope(isolate)
	{
		if (v8scope_note_opened != nullptr) {
			v8scope_note_opened(isolate, address(), kind);
		}
	}

	V8SCOPE_INTO_CALLER ~NotedScope()
	{
		if (v8scope_note_closing != nullptr &&
			v8scope_note_closing(this->GetIsolate(), address()) != 0) {
			note_closed_ = this->GetIsolate();
		}
	}

	NotedScope(const NotedScope &) = delete;
	void operator=(const NotedScope &) = delete;

private:
	V8SCOPE_INTO_CALLER void *address()
	{
		return static_cast<v8::HandleScope *>(this);
	}
};

#undef V8SCOPE_INTO_CALLER

} // namespace internal

using HandleScope = internal::NotedScope<v8::HandleScope, V8SCOPE_NOTED_SCOPE_HANDLE>;
using EscapableHandleScope =
	internal::NotedScope<v8::EscapableHandleScope, V8SCOPE_NOTED_SCOPE_ESCAPABLE>;

} // namespace v8scope

#endif
