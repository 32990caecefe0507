/* SPDX-License-Identifier: MIT */
/*
 * Prints what the analysis makes of a heap snapshot whose handles and globals are
 * divided among eight holders by turns. check_snapshot.js prints the same.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "retention.h"

enum {
	HANDLE_HOLDERS = 3, /* edge i of "(Handle scope)" belongs to holder i % 3 */
	GLOBAL_HOLDERS = 5, /* edge i of "(Global handles)" to holder 3 + i % 5 */
};

static uint32_t *take_turns(
	const struct v8scope_snapshot *snapshot, uint32_t root, uint32_t first, uint32_t count)
{
	uint32_t edges = snapshot->first_edge[root + 1] - snapshot->first_edge[root];
	uint32_t *holders = g_new(uint32_t, MAX(edges, 1));

	for (uint32_t i = 0; i < edges; i++) {
		holders[i] = first + i % count;
	}
	return holders;
}

static void print_tally(struct v8scope_tally tally)
{
	printf(" %" PRIu64 " %" PRIu64, tally.objects, tally.bytes);
}

static void print_line(const char *what, struct v8scope_tally tally)
{
	printf("%s", what);
	print_tally(tally);
	printf("\n");
}

static void print_holder(uint32_t number, const struct v8scope_holder_retention *holder)
{
	printf("holder %" PRIu32, number);
	print_tally(holder->exclusive.total);
	print_tally(holder->shared);
	print_tally(holder->shared_with_holders);
	printf("\n");
}

/* Names that every language sorts and prints alike. */
static bool is_plain(const char *name)
{
	return name[0] != '\0' && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					       "abcdefghijklmnopqrstuvwxyz") == strlen(name);
}

static void print_classes(const struct v8scope_retained *retained)
{
	for (guint i = 0; i < retained->classes->len; i++) {
		const struct v8scope_class_tally *entry =
			&g_array_index(retained->classes, struct v8scope_class_tally, i);

		if (entry->constructor == NULL || is_plain(entry->constructor)) {
			printf("class %s %s", entry->type,
				entry->constructor == NULL ? "-" : entry->constructor);
			print_tally(entry->tally);
			printf("\n");
		}
	}
}

static void print_retention(const struct v8scope_retention *retention)
{
	for (uint32_t h = 0; h < retention->holder_count; h++) {
		print_holder(h, &retention->holders[h]);
	}
	print_line("handles", retention->groups[0].total);
	print_line("globals", retention->groups[1].total);
	print_line("both", retention->several_groups.total);
	print_line("javascript", retention->javascript.total);
	print_line("garbage", retention->garbage);
	print_classes(&retention->javascript);
}

static bool analyse(const struct v8scope_snapshot *snapshot)
{
	struct v8scope_holder_group groups[2] = {
		{.root = v8scope_snapshot_root_named(snapshot, "(Handle scope)")},
		{.root = v8scope_snapshot_root_named(snapshot, "(Global handles)")},
	};
	struct v8scope_retention *retention;
	uint32_t *handles, *globals;

	if (groups[0].root == V8SCOPE_NO_NODE || groups[1].root == V8SCOPE_NO_NODE) {
		fprintf(stderr, "the snapshot has no handles or no globals\n");
		return false;
	}
	handles = take_turns(snapshot, groups[0].root, 0, HANDLE_HOLDERS);
	globals = take_turns(snapshot, groups[1].root, HANDLE_HOLDERS, GLOBAL_HOLDERS);
	groups[0].holder_of_edge = handles;
	groups[1].holder_of_edge = globals;
	retention = v8scope_retention_create(
		snapshot, groups, 2, HANDLE_HOLDERS + GLOBAL_HOLDERS, NULL, NULL, NULL);
	print_retention(retention);
	v8scope_retention_destroy(retention);
	g_free(handles);
	g_free(globals);
	return true;
}

int main(int argc, char **argv)
{
	GError *error = NULL;
	struct v8scope_snapshot *snapshot = v8scope_snapshot_read_file(argv[argc - 1], &error);
	bool ok;

	if (snapshot == NULL) {
		fprintf(stderr, "%s\n", error->message);
		g_error_free(error);
		return 1;
	}
	printf("total %" PRIu32 " %" PRIu32 "\n", snapshot->node_count, snapshot->edge_count);
	ok = analyse(snapshot);
	v8scope_snapshot_destroy(snapshot);
	return ok ? 0 : 1;
}
