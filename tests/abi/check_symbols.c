/* SPDX-License-Identifier: MIT */
/* Reads the names that a V8 exports, one a line; fails if the runtime misses one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbols.h"

struct names {
	char **sorted;
	size_t count;
};

static int compare(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

static bool contains(const char *name, void *data)
{
	const struct names *names = data;

	return bsearch(&name, names->sorted, names->count, sizeof(char *), compare) != NULL;
}

int main(void)
{
	enum { NAMES_MAX = 1 << 20 };
	struct names names = {.sorted = malloc(NAMES_MAX * sizeof(char *))};
	char *line = NULL;
	size_t size = 0;

	if (names.sorted == NULL) {
		return 2;
	}
	while (names.count < NAMES_MAX && getline(&line, &size, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		names.sorted[names.count++] = line;
		line = NULL;
	}
	qsort(names.sorted, names.count, sizeof(char *), compare);
	return v8scope_test_count_missing(contains, &names) == 0 ? 0 : 1;
}
