/* SPDX-License-Identifier: MIT */
/* Threads that load plugins, and V8 with them, all at once: late_threads PLUGIN... */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

enum { THREADS_MAX = 16 };

static pthread_barrier_t barrier;

/* NULL if the plugin could be loaded and called. */
static void *load_and_call(void *path)
{
	void *plugin;
	void (*call)(void);

	pthread_barrier_wait(&barrier);
	plugin = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
	*(void **)&call = plugin != NULL ? dlsym(plugin, "call_v8") : NULL;
	if (call == NULL) {
		fprintf(stderr, "%s\n", dlerror());
		return path;
	}
	call();
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[THREADS_MAX];
	int count = argc - 1 < THREADS_MAX ? argc - 1 : THREADS_MAX;
	void *failed = NULL;

	pthread_barrier_init(&barrier, NULL, (unsigned int)count);
	for (int i = 0; i < count; i++) {
		pthread_create(&threads[i], NULL, load_and_call, argv[i + 1]);
	}
	for (int i = 0; i < count; i++) {
		void *result;

		pthread_join(threads[i], &result);
		failed = result != NULL ? result : failed;
	}
	return failed != NULL;
}
