/* SPDX-License-Identifier: MIT */
#include "scenario.hh"

#include <cstring>

namespace scenario
{

static v8::Isolate *new_isolate()
{
	static v8::ArrayBuffer::Allocator *const allocator =
		v8::ArrayBuffer::Allocator::NewDefaultAllocator();
	v8::Isolate::CreateParams params;

	params.array_buffer_allocator = allocator;
	return v8::Isolate::New(params);
}

World::World(Stage &stage) : stage_(stage), index_(stage.isolates++), isolate_(new_isolate())
{
	isolate_->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
}

World::~World()
{
	isolate_->Dispose();
}

v8::Local<v8::Context> World::context()
{
	if (context_.IsEmpty()) {
		context_.Reset(isolate_, v8::Context::New(isolate_));
	}
	return v8::Local<v8::Context>::New(isolate_, context_);
}

void World::end_turn(long turn, long turns)
{
	long collections = stage_.collections;

	turns_++;
	isolate_->PerformMicrotaskCheckpoint();
	if (collections > 0 && turns > 1 &&
		(turn + 1) * collections / turns != turn * collections / turns) {
		isolate_->LowMemoryNotification();
	}
}

v8::Local<v8::Function> World::compile(const char *source)
{
	v8::Local<v8::String> text = v8::String::NewFromUtf8(isolate_, source).ToLocalChecked();
	v8::Local<v8::Script> script = v8::Script::Compile(context(), text).ToLocalChecked();

	return script->Run(context()).ToLocalChecked().As<v8::Function>();
}

v8::Local<v8::Value> World::call(v8::Local<v8::Function> function, double argument)
{
	v8::Local<v8::Value> arguments[] = {v8::Number::New(isolate_, argument)};

	return function->Call(isolate_->GetCurrentContext(), v8::Undefined(isolate_), 1, arguments)
		.ToLocalChecked();
}

/* Twice: what the first collection flushes and finalizes, the second frees. */
int64_t World::live_bytes()
{
	v8::HeapStatistics statistics;

	isolate_->LowMemoryNotification();
	isolate_->LowMemoryNotification();
	isolate_->GetHeapStatistics(&statistics);
	if (!ended_ && stage_.ledger) {
		ended_ = true;
		stage_.ledger->end_bytes[index_] = (int64_t)statistics.used_heap_size();
	}
	return (int64_t)statistics.used_heap_size();
}

void World::note(const char *function, const char *kind, int64_t handles, int64_t bytes)
{
	Ledger *ledger = stage_.ledger;
	Row row = {};

	if (!ledger || ledger->count == Ledger::max_rows) {
		abort();
	}
	strncpy(row.function, function, sizeof(row.function) - 1);
	strncpy(row.kind, kind, sizeof(row.kind) - 1);
	row.isolate = index_;
	row.bytes = bytes;
	row.handles = handles;
	ledger->rows[ledger->count++] = row;
}

Closed::~Closed()
{
	if (world_.is_measuring()) {
		world_.note(function_, kind_, handles_, before_ - world_.live_bytes());
	}
}

Open::Open(Closed &closed)
    : closed_(closed), first_handle_(v8::HandleScope::NumberOfHandles(closed.world_.isolate()))
{
}

Open::~Open()
{
	v8::Isolate *isolate = closed_.world_.isolate();

	if (closed_.world_.is_measuring()) {
		closed_.handles_ = v8::HandleScope::NumberOfHandles(isolate) - first_handle_;
		closed_.before_ = closed_.world_.live_bytes();
	}
}

void run_alone(Stage &stage, void (*body)(World &))
{
	World world(stage);
	v8::Isolate::Scope isolate_scope(world.isolate());
	v8::HandleScope scope(world.isolate());
	v8::Context::Scope context_scope(world.context());

	body(world);
	if (world.is_measuring()) {
		world.live_bytes();
	}
}

} // namespace scenario
