// SPDX-License-Identifier: MIT
// A small part of what the `v8` crate (rusty_v8) offers, in its manner: safe types over C
// functions of the same names as the crate's, so that calls of V8 are made as a program with the
// crate makes them.
use std::os::raw::{c_char, c_int, c_void};
use std::ptr;

pub enum Isolate {}
pub enum Context {}
pub enum Value {}

type Words<const N: usize> = [usize; N];

extern "C" {
    fn v8__Platform__NewDefaultPlatform(threads: c_int, idle_tasks: bool) -> *mut c_void;
    fn v8__V8__InitializePlatform(platform: *mut c_void);
    fn v8__V8__Initialize();
    fn v8__ArrayBuffer__Allocator__NewDefaultAllocator() -> *mut c_void;
    fn v8__Isolate__CreateParams__CONSTRUCT(params: *mut Words<32>);
    fn v8__Isolate__CreateParams__SET__array_buffer_allocator(
        params: *mut Words<32>,
        allocator: *mut c_void,
    );
    fn v8__Isolate__New(params: *const Words<32>) -> *mut Isolate;
    fn v8__Isolate__Enter(isolate: *mut Isolate);
    fn v8__Isolate__Exit(isolate: *mut Isolate);
    fn v8__Isolate__Dispose(isolate: *mut Isolate);
    fn v8__Isolate__PerformMicrotaskCheckpoint(isolate: *mut Isolate);
    fn v8__Isolate__GetHeapStatistics(isolate: *mut Isolate, statistics: *mut Words<16>);
    fn v8__HeapStatistics__CONSTRUCT(statistics: *mut Words<16>);
    fn v8__HeapStatistics__used_heap_size(statistics: *mut Words<16>) -> usize;
    fn v8__HandleScope__CONSTRUCT(scope: *mut Words<3>, isolate: *mut Isolate);
    fn v8__HandleScope__DESTRUCT(scope: *mut Words<3>);
    fn v8__Context__New(
        isolate: *mut Isolate,
        template: *const c_void,
        global: *const Value,
    ) -> *const Context;
    fn v8__Context__Enter(context: *const Context);
    fn v8__Context__Exit(context: *const Context);
    fn v8__String__NewFromUtf8(
        isolate: *mut Isolate,
        text: *const c_char,
        kind: c_int,
        length: c_int,
    ) -> *const Value;
    fn v8__Undefined(isolate: *mut Isolate) -> *const Value;
    fn v8__ScriptOrigin__CONSTRUCT(
        isolate: *mut Isolate,
        origin: *mut Words<8>,
        name: *const Value,
        line: c_int,
        column: c_int,
        shared: bool,
        id: c_int,
        map: *const Value,
        opaque: bool,
        wasm: bool,
        module: bool,
    );
    fn v8__ScriptCompiler__Source__CONSTRUCT(
        source: *mut Words<9>,
        text: *const Value,
        origin: *const Words<8>,
        cache: *mut c_void,
    );
    fn v8__ScriptCompiler__Source__DESTRUCT(source: *mut Words<9>);
    fn v8__ScriptCompiler__CompileModule(
        isolate: *mut Isolate,
        source: *mut Words<9>,
        options: c_int,
        reason: c_int,
    ) -> *const c_void;
    fn v8__Module__InstantiateModule(
        module: *const c_void,
        context: *const Context,
        resolve: extern "C" fn(
            *const c_void,
            *const c_void,
            *const c_void,
            *const c_void,
        ) -> *const c_void,
    ) -> c_int;
    fn v8__Module__Evaluate(module: *const c_void, context: *const Context) -> *const Value;
    fn v8__Module__GetModuleNamespace(module: *const c_void) -> *const Value;
    fn v8__Object__Get(
        object: *const Value,
        context: *const Context,
        key: *const Value,
    ) -> *const Value;
    fn v8__Function__Call(
        function: *const Value,
        context: *const Context,
        receiver: *const Value,
        count: c_int,
        arguments: *const *const Value,
    ) -> *const Value;
}

/// V8 with one isolate, entered on this thread.
pub struct OwnedIsolate(*mut Isolate);

impl OwnedIsolate {
    pub fn new() -> Self {
        let mut params = [0; 32];
        unsafe {
            v8__V8__InitializePlatform(v8__Platform__NewDefaultPlatform(0, true));
            v8__V8__Initialize();
            v8__Isolate__CreateParams__CONSTRUCT(&mut params);
            v8__Isolate__CreateParams__SET__array_buffer_allocator(
                &mut params,
                v8__ArrayBuffer__Allocator__NewDefaultAllocator(),
            );
            let isolate = v8__Isolate__New(&params);
            v8__Isolate__Enter(isolate);
            OwnedIsolate(isolate)
        }
    }

    pub fn perform_microtask_checkpoint(&mut self) {
        unsafe { v8__Isolate__PerformMicrotaskCheckpoint(self.0) }
    }

    pub fn used_heap_size(&mut self) -> usize {
        let mut statistics = [0; 16];
        unsafe {
            v8__HeapStatistics__CONSTRUCT(&mut statistics);
            v8__Isolate__GetHeapStatistics(self.0, &mut statistics);
            v8__HeapStatistics__used_heap_size(&mut statistics)
        }
    }

    pub fn string(&mut self, text: &str) -> *const Value {
        unsafe {
            v8__String__NewFromUtf8(
                self.0,
                text.as_ptr() as *const c_char,
                0,
                text.len() as c_int,
            )
        }
    }

    pub fn call(
        &mut self,
        context: *const Context,
        function: *const Value,
        argument: *const Value,
    ) -> *const Value {
        unsafe { v8__Function__Call(function, context, v8__Undefined(self.0), 1, &argument) }
    }
}

impl Drop for OwnedIsolate {
    fn drop(&mut self) {
        unsafe {
            v8__Isolate__Exit(self.0);
            v8__Isolate__Dispose(self.0);
        }
    }
}

/// While it lives, the handles that are made are its own; boxed, since a V8 scope may not move.
pub struct HandleScope(Box<Words<3>>);

impl HandleScope {
    pub fn new(isolate: &mut OwnedIsolate) -> Self {
        let mut scope = HandleScope(Box::new([0; 3]));
        unsafe { v8__HandleScope__CONSTRUCT(&mut *scope.0, isolate.0) };
        scope
    }
}

impl Drop for HandleScope {
    fn drop(&mut self) {
        unsafe { v8__HandleScope__DESTRUCT(&mut *self.0) }
    }
}

/// A context that is entered while this lives.
pub struct ContextScope(pub *const Context);

impl ContextScope {
    pub fn new(isolate: &mut OwnedIsolate) -> Self {
        unsafe {
            let context = v8__Context__New(isolate.0, ptr::null(), ptr::null());
            v8__Context__Enter(context);
            ContextScope(context)
        }
    }
}

impl Drop for ContextScope {
    fn drop(&mut self) {
        unsafe { v8__Context__Exit(self.0) }
    }
}

extern "C" fn no_imports(
    _: *const c_void,
    _: *const c_void,
    _: *const c_void,
    _: *const c_void,
) -> *const c_void {
    ptr::null()
}

/// What an ES module without imports exports under a name.
pub fn import(
    isolate: &mut OwnedIsolate,
    context: *const Context,
    source: &str,
    name: &str,
) -> *const Value {
    let (mut origin, mut compiled) = ([0; 8], [0; 9]);
    let (file, text, name) = (
        isolate.string("handler.mjs"),
        isolate.string(source),
        isolate.string(name),
    );
    unsafe {
        v8__ScriptOrigin__CONSTRUCT(
            isolate.0,
            &mut origin,
            file,
            0,
            0,
            false,
            0,
            ptr::null(),
            false,
            false,
            true,
        );
        v8__ScriptCompiler__Source__CONSTRUCT(&mut compiled, text, &origin, ptr::null_mut());
        let module = v8__ScriptCompiler__CompileModule(isolate.0, &mut compiled, 0, 0);
        v8__ScriptCompiler__Source__DESTRUCT(&mut compiled);
        v8__Module__InstantiateModule(module, context, no_imports);
        v8__Module__Evaluate(module, context);
        v8__Object__Get(v8__Module__GetModuleNamespace(module), context, name)
    }
}
