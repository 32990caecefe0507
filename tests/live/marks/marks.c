/* SPDX-License-Identifier: MIT */
/*
 * Sets every kind of mark, and says whether v8scope is there and whether errno was
 * kept. With arguments: loads these plugins, which mark as well. C and C++.
 */
#include <v8scope/annotate.h>

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static void *mark_in_thread(void *name)
{
	V8SCOPE_MARK((const char *)name);
	return NULL;
}

static void mark_in_handler(int number)
{
	(void)number;
	V8SCOPE_MARK("in a signal handler");
}

static void mark_by_plugin(const char *path)
{
	void *plugin = dlopen(path, RTLD_NOW);
	void (*mark)(void) = NULL;
	void *symbol = plugin != NULL ? dlsym(plugin, "mark_by_plugin") : NULL;

	memcpy(&mark, &symbol, sizeof(mark));
	if (mark == NULL) {
		puts(dlerror());
		return;
	}
	mark();
}

int main(int argc, char **argv)
{
	char long_name[3 * V8SCOPE_MARK_NAME_MAX] = "x";
	char thread_name[] = "in a thread";
	pthread_t thread;
	int kept;

	/* Two bytes a character, after one of a single byte. */
	for (size_t i = 1; i + 2 < sizeof(long_name); i += 2) {
		memcpy(long_name + i, "\xc3\xa4", 2);
	}
	errno = EDOM;
	V8SCOPE_MARK("in the program");
	V8SCOPE_MARK(NULL);
	V8SCOPE_MARK("");
	V8SCOPE_MARK(long_name);
	V8SCOPE_MARK(long_name + 1);
	memset(long_name, 0x80, sizeof(long_name) - 1);
	V8SCOPE_MARK(long_name);
	kept = errno == EDOM;

	if (pthread_create(&thread, NULL, mark_in_thread, thread_name) == 0) {
		pthread_join(thread, NULL);
	}
	signal(SIGUSR1, mark_in_handler);
	raise(SIGUSR1);
	for (int i = 1; i < argc; i++) {
		mark_by_plugin(argv[i]);
	}
	printf("v8scope=%d errno_kept=%d\n", v8scope_mark != NULL, kept);
	return 0;
}
