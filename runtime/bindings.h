/* SPDX-License-Identifier: MIT */
/*
 * The C functions through which Rust's `v8` crate (rusty_v8) calls V8, as far as
 * hooks on V8's own functions do not see what they do: the binding may contain
 * V8's inline functions, and its caller is the one that a report should name. Rows
 * are those of manifest.h. What is not listed here (v8__Context__Enter,
 * v8__Isolate__Dispose, ...) is one call of a function in manifest.h, which V8
 * never inlines.
 *
 * Where both are hooked, the outer one tells and the inner one is silent.
 */
#ifndef V8SCOPE_BINDINGS_H
#define V8SCOPE_BINDINGS_H

/* clang-format off */
#define V8SCOPE_BINDINGS(HOOK) \
	HOOK(binding_scope_construct, void, (void *scope, void *isolate), \
		"v8__HandleScope__CONSTRUCT") \
	HOOK(binding_scope_destruct, void, (void *scope), "v8__HandleScope__DESTRUCT") \
	HOOK(binding_escapable_construct, void, (void *scope, void *isolate), \
		"v8__EscapableHandleScope__CONSTRUCT") \
	HOOK(binding_escapable_destruct, void, (void *scope), \
		"v8__EscapableHandleScope__DESTRUCT") \
	HOOK(binding_local_new, void *, (void *isolate, void *other), "v8__Local__New") \
	HOOK(binding_global_new, void *, (void *isolate, void *data), "v8__Global__New") \
	HOOK(binding_global_new_weak, void *, \
		(void *isolate, void *data, void *parameter, void *callback), \
		"v8__Global__NewWeak") \
	HOOK(binding_global_reset, void, (void *slot), "v8__Global__Reset") \
	/* The arguments' order differs between bindings, and is not looked at. */ \
	HOOK(binding_queue_checkpoint, void, (void *first, void *second), \
		"v8__MicrotaskQueue__PerformCheckpoint")
/* clang-format on */

#define V8SCOPE_DECLARE_BINDING(id, ret, params, ...) ret(*id) params;
struct v8scope_binding_functions {
	V8SCOPE_BINDINGS(V8SCOPE_DECLARE_BINDING)
};
#undef V8SCOPE_DECLARE_BINDING

/* The functions behind the hooks; NULL where this program has no such function. */
extern struct v8scope_binding_functions v8scope_binding;

#define V8SCOPE_DECLARE_HOOK(id, ret, params, ...) ret v8scope_hook_##id params;
V8SCOPE_BINDINGS(V8SCOPE_DECLARE_HOOK)
#undef V8SCOPE_DECLARE_HOOK

void v8scope_bindings_resolve(void);

#endif
