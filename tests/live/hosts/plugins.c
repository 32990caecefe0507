/* SPDX-License-Identifier: MIT */
/* Loads a plugin (growth.cc, and V8 with it) and runs it: plugins PLUGIN [ARGUMENT...] */
#include <dlfcn.h>
#include <stdio.h>

typedef int (*plugin_fn)(int argc, char **argv);

int main(int argc, char **argv)
{
	void *plugin = argc > 1 ? dlopen(argv[1], RTLD_LAZY | RTLD_LOCAL) : NULL;
	const char *error = dlerror();
	void *symbol = plugin ? dlsym(plugin, "_Z11plugin_mainiPPc") : NULL;

	if (!symbol || error) {
		fprintf(stderr, "%s\n", error ? error : "no such plugin");
		return 1;
	}
	return ((plugin_fn)symbol)(argc - 1, argv + 1);
}
