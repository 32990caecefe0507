/* SPDX-License-Identifier: MIT */
/* host_direct_v8 direct|slots: enters a context by a Local of that form. */
#include <cstdint>
#include <cstring>

#include "engine.hh"

int main(int argc, char **argv)
{
	bool direct = argc > 1 && strcmp(argv[1], "direct") == 0;
	alignas(8) static char object[8];
	static uintptr_t slot = reinterpret_cast<uintptr_t>(object) + 1;
	v8::Isolate *isolate = v8::Isolate::GetCurrent();
	auto *context =
		reinterpret_cast<v8::Context *>(direct ? slot : reinterpret_cast<uintptr_t>(&slot));
	v8::HandleScope scope(isolate);

	context->Enter();
	{
		v8::HandleScope inner(isolate);
	}
	context->Exit();
	return 0;
}
