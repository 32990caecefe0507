// SPDX-License-Identifier: MIT
// Hands each event to an async function in JavaScript, as a Rust program with rusty_v8 does.
use v8::{ContextScope, HandleScope, OwnedIsolate, Value};

const HANDLER: &str = "
    let seen = 0;
    export async function handle(event) {
        return { id: ++seen, text: event };
    }
";

fn handle_event(
    isolate: &mut OwnedIsolate,
    context: &ContextScope,
    handler: *const Value,
    number: u32,
) {
    let event = isolate.string(&format!("event {number}"));
    isolate.call(context.0, handler, event);
    isolate.perform_microtask_checkpoint();
}

#[inline(never)]
fn run(isolate: &mut OwnedIsolate) {
    let _scope = HandleScope::new(isolate);
    let context = ContextScope::new(isolate);
    let handler = v8::import(isolate, context.0, HANDLER, "handle");

    for number in 1..=200_000 {
        handle_event(isolate, &context, handler, number);
        if number % 50_000 == 0 {
            let heap = isolate.used_heap_size() as f64 / 1048576.0;
            println!("{number:7} events, heap {heap:5.1} MiB");
        }
    }
}

fn main() {
    let mut isolate = OwnedIsolate::new();
    run(&mut isolate);
}
