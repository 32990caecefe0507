/* SPDX-License-Identifier: MIT */
/*
 * nest SHAPES [SEED [BEFORE AFTER]]: random nests of scopes, one minor collection in each.
 * At every one it prints what it knows itself: of each live scope its kind (H, E or S) and
 * the number of its first handle, outermost first. BEFORE and AFTER are commands that are run
 * around each collection; then only of those between them is anything printed.
 */
#include "host.hh"

#include <random>
#include <string>
#include <vector>

namespace
{

struct Known {
	char kind;
	int first;
};

struct Nest {
	v8::Isolate *isolate;
	std::mt19937 random;
	std::vector<Known> known;
	int depth_left = 0;
	bool collected = false;
	bool told = true;
	int commands = 0;
	const char *before = nullptr;
	const char *after = nullptr;
	v8::Global<v8::Function> through_javascript;

	int below(int n)
	{
		return static_cast<int>(random() % static_cast<unsigned>(n));
	}

	/* A scope of the caller's, for as long as this lives. */
	class Note
	{
	public:
		Note(Nest &nest, char kind) : nest_(nest)
		{
			nest.known.push_back(
				{kind, v8::HandleScope::NumberOfHandles(nest.isolate)});
		}
		~Note()
		{
			nest_.known.pop_back();
		}

	private:
		Nest &nest_;
	};
};

Nest *the_nest;

void grow(Nest &nest);

/* Mostly a few; now and then more than one of V8's blocks holds. */
void make_handles(Nest &nest)
{
	int count = nest.below(50) == 0 ? 1500 : nest.below(8);

	for (int i = 0; i < count; i++) {
		v8::Number::New(nest.isolate, i + 0.5);
	}
}

__attribute__((noinline)) void in_handle_scope(Nest &nest)
{
	v8::HandleScope scope(nest.isolate);
	Nest::Note note(nest, 'H');

	make_handles(nest);
	grow(nest);
	make_handles(nest);
}

__attribute__((noinline)) void in_two_scopes(Nest &nest)
{
	v8::HandleScope outer(nest.isolate);
	Nest::Note outer_note(nest, 'H');

	make_handles(nest);
	v8::HandleScope inner(nest.isolate);
	Nest::Note inner_note(nest, 'H');

	make_handles(nest);
	grow(nest);
}

__attribute__((noinline)) v8::Local<v8::Value> in_escapable(Nest &nest)
{
	v8::EscapableHandleScope scope(nest.isolate);
	Nest::Note note(nest, 'E');

	make_handles(nest);
	grow(nest);
	return scope.Escape(v8::Number::New(nest.isolate, 0.5).As<v8::Value>());
}

/* No handle may be made under a seal but in a scope of its own. */
__attribute__((noinline)) void under_seal(Nest &nest)
{
	v8::SealHandleScope seal(nest.isolate);
	Nest::Note note(nest, 'S');

	in_handle_scope(nest);
}

__attribute__((noinline)) void in_loop(Nest &nest)
{
	for (int i = nest.below(4); i >= 0; i--) {
		v8::HandleScope scope(nest.isolate);
		Nest::Note note(nest, 'H');

		make_handles(nest);
		if (i == 0) {
			grow(nest);
		}
	}
}

/* Leaves the remains of scopes on the stack, for the frames that come to lie there. */
__attribute__((noinline)) void litter(Nest &nest, int depth)
{
	v8::HandleScope scope(nest.isolate);
	char room[200];

	std::memset(room, nest.below(200), sizeof(room));
	__asm__ volatile("" : : "r"(room) : "memory");
	make_handles(nest);
	if (depth > 0) {
		litter(nest, depth - 1);
	}
}

__attribute__((noinline)) void through_javascript(Nest &nest)
{
	v8::Local<v8::Context> context = nest.isolate->GetCurrentContext();

	nest.through_javascript.Get(nest.isolate)
		->Call(context, context->Global(), 0, nullptr)
		.ToLocalChecked();
}

void called_back(const v8::FunctionCallbackInfo<v8::Value> &)
{
	make_handles(*the_nest);
	grow(*the_nest);
}

void run(const char *command)
{
	if (std::system(command) != 0) {
		std::fprintf(stderr, "nest: '%s' failed\n", command);
		std::exit(1);
	}
}

void collect(Nest &nest)
{
	nest.collected = true;
	if (nest.before != nullptr) {
		run(nest.before);
		nest.told = true;
		/* By turns, who listens is noticed here or by the collection. */
		if (nest.commands++ % 2 == 0) {
			v8::HandleScope scope(nest.isolate);
		}
	}
	nest.isolate->RequestGarbageCollectionForTesting(v8::Isolate::kMinorGarbageCollection);
	if (nest.after != nullptr) {
		nest.told = false;
		run(nest.after);
	}
}

void grow(Nest &nest)
{
	if (nest.depth_left == 0) {
		if (!nest.collected) {
			collect(nest);
		}
		return;
	}
	nest.depth_left--;
	switch (nest.below(8)) {
	case 0:
	case 1:
		in_handle_scope(nest);
		break;
	case 2:
		in_two_scopes(nest);
		break;
	case 3:
		in_escapable(nest);
		break;
	case 4:
		under_seal(nest);
		break;
	case 5:
		in_loop(nest);
		break;
	case 6: {
		/* A call returns a handle; under a seal it needs a scope. */
		v8::HandleScope scope(nest.isolate);
		Nest::Note note(nest, 'H');

		through_javascript(nest);
		break;
	}
	default: {
		v8::HandleScope scope(nest.isolate);
		Nest::Note note(nest, 'H');

		litter(nest, nest.below(12));
		grow(nest);
		break;
	}
	}
}

void print_known(v8::Isolate *, v8::GCType, v8::GCCallbackFlags)
{
	std::string line = "census:";

	if (!the_nest->told) {
		return;
	}
	for (const Known &known : the_nest->known) {
		line += ' ';
		line += known.kind;
		line += std::to_string(known.first);
	}
	std::puts(line.c_str());
}

v8::Local<v8::Function> make_javascript(v8::Isolate *isolate, v8::Local<v8::Context> context)
{
	v8::Local<v8::Function> back = v8::FunctionTemplate::New(isolate, called_back)
					       ->GetFunction(context)
					       .ToLocalChecked();

	context->Global()
		->Set(context, v8::String::NewFromUtf8Literal(isolate, "back"), back)
		.Check();
	return host::compile(isolate, context,
		"(function outer() { return [1, 2].map((n) => n == 1 ? back() : n); })");
}

} // namespace

int main(int argc, char **argv)
{
	long shapes = host::argument(argc, argv, 1, 10000);

	v8::V8::SetFlagsFromString("--expose-gc");
	host::Engine engine;
	v8::Isolate *isolate = host::new_isolate();
	Nest nest;

	nest.isolate = isolate;
	nest.random.seed(static_cast<unsigned>(host::argument(argc, argv, 2, 1)));
	if (argc > 4) {
		nest.before = argv[3];
		nest.after = argv[4];
		nest.told = false;
	}
	the_nest = &nest;
	{
		v8::Isolate::Scope isolate_scope(isolate);
		v8::HandleScope scope(isolate);
		Nest::Note note(nest, 'H');
		v8::Local<v8::Context> context = v8::Context::New(isolate);
		v8::Context::Scope context_scope(context);

		nest.through_javascript.Reset(isolate, make_javascript(isolate, context));
		isolate->AddGCEpilogueCallback(print_known, v8::kGCTypeScavenge);
		for (long i = 0; i < shapes; i++) {
			v8::HandleScope shape(isolate);
			Nest::Note shape_note(nest, 'H');

			nest.depth_left = nest.below(12);
			nest.collected = false;
			grow(nest);
		}
		isolate->RemoveGCEpilogueCallback(print_known);
		nest.through_javascript.Reset();
	}
	isolate->Dispose();
	return 0;
}
