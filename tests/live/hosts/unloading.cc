/* SPDX-License-Identifier: MIT */
/*
 * Runs plugins one after the other, each in the place of the one before, as they are linked:
 * unloading COUNT PLUGIN...
 */
#include <dlfcn.h>

#include <new>
#include <vector>

#include "host.hh"
#include "unloading.hh"

/* Where the plugin's code is, and that it is there. */
static leak_function *load(const char *path, void **library)
{
	*library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	return *library ? reinterpret_cast<leak_function *>(dlsym(*library, "leak")) : nullptr;
}

/* The memory of a scope that plugins open. */
struct scope {
	alignas(v8::HandleScope) char memory[sizeof(v8::HandleScope)];
};

int main(int argc, char **argv)
{
	long count = host::argument(argc, argv, 1, 20000);
	host::Engine engine;
	v8::Isolate *isolate = host::new_isolate();
	std::vector<scope> scopes(argc);
	leak_function *place = nullptr;
	int moved = 0;

	isolate->Enter();
	{
		v8::HandleScope outer(isolate);
		v8::Context::Scope context_scope(v8::Context::New(isolate));

		for (int i = 2; i < argc; i++) {
			void *library;
			leak_function *leak = load(argv[i], &library);

			if (!leak) {
				fprintf(stderr, "%s\n", dlerror());
				return 1;
			}
			moved += place && leak != place;
			place = leak;
			leak(isolate, scopes[i].memory, count);
			dlclose(library);
		}
		printf("moved=%d bytes=%zu\n", moved, host::live_bytes(isolate));
		for (int i = argc - 1; i >= 2; i--) {
			reinterpret_cast<v8::HandleScope *>(scopes[i].memory)->~HandleScope();
		}
	}
	isolate->Exit();
	isolate->Dispose();
	return 0;
}
