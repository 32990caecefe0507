/* SPDX-License-Identifier: MIT */
/*
 * Any text as a heap snapshot, and any claims of holders on it: every object is counted
 * once. The first bytes say who claims what, the rest is the file.
 */
#include <string.h>

#include "checks.h"
#include "claims.h"
#include "input.h"
#include "retention.h"
#include "snapshot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HOLDERS = 4, CLAIM_BYTES = 8 };

/* A few bytes at a time, so that everything is cut somewhere. */
static ptrdiff_t read_some(void *data, char *buffer, size_t size)
{
	struct fuzz_input *input = data;
	size_t count = MIN(MIN(size, input->left), 61);

	memcpy(buffer, input->next, count);
	input->next += count;
	input->left -= count;
	return (ptrdiff_t)count;
}

static void check_tables(const struct v8scope_snapshot *snapshot)
{
	for (uint32_t node = 0; node < snapshot->node_count; node++) {
		FUZZ_CHECK(g_utf8_validate(v8scope_snapshot_name(snapshot, node), -1, NULL));
		FUZZ_CHECK(v8scope_snapshot_type(snapshot, node) != NULL);
		FUZZ_CHECK(snapshot->first_edge[node] <= snapshot->first_edge[node + 1]);
	}
	FUZZ_CHECK(snapshot->first_edge[snapshot->node_count] == snapshot->edge_count);
	for (uint32_t edge = 0; edge < snapshot->edge_count; edge++) {
		FUZZ_CHECK(snapshot->edge_to[edge] < snapshot->node_count);
	}
}

static uint64_t objects_of(const struct v8scope_retention *retention)
{
	uint64_t objects = retention->javascript.total.objects + retention->garbage.objects +
			   retention->several_groups.total.objects;

	for (uint32_t i = 0; i < retention->holder_count; i++) {
		objects += retention->holders[i].exclusive.total.objects;
	}
	for (uint32_t i = 0; i < retention->group_count; i++) {
		objects += retention->groups[i].total.objects;
	}
	return objects;
}

static void check_retention(const struct v8scope_snapshot *snapshot, const uint8_t *claimed)
{
	struct v8scope_claims *claims = v8scope_claims_create(snapshot);
	uint32_t root = v8scope_snapshot_root_named(snapshot, "(Handle scope)");
	const uint32_t some_of[HOLDERS + 1] = {claimed[0] % 3, 1, 0, 2, UINT32_MAX};
	const uint32_t pinned_node = claimed[1] % snapshot->node_count;
	const struct v8scope_pinned pinned = {&pinned_node, claimed[1] & 1};
	struct v8scope_holder_group group = {.root = root};
	struct v8scope_retention *retention;
	GError *error = NULL;
	uint32_t *holders;

	for (uint32_t i = 2; i < CLAIM_BYTES; i++) {
		v8scope_claims_add(claims, i % HOLDERS, &(uint32_t){claimed[i]}, 1);
	}
	if (root == V8SCOPE_NO_NODE) {
		v8scope_claims_destroy(claims);
		return;
	}
	holders = v8scope_claims_meet(claims, root, HOLDERS);
	group.holder_of_edge = holders;
	retention = v8scope_retention_create(
		snapshot, &group, 1, HOLDERS + 1, some_of, &pinned, &error);
	FUZZ_CHECK((retention != NULL) == (error == NULL));
	if (retention != NULL) {
		FUZZ_CHECK(objects_of(retention) <= snapshot->node_count);
	}
	g_clear_error(&error);
	v8scope_retention_destroy(retention);
	g_free(holders);
	v8scope_claims_destroy(claims);
}

static void check_dominators(const struct v8scope_snapshot *snapshot)
{
	uint32_t *dominator;
	uint64_t *retained;

	v8scope_snapshot_dominators(snapshot, &dominator, &retained);
	for (uint32_t node = 0; node < snapshot->node_count; node++) {
		FUZZ_CHECK(dominator[node] == V8SCOPE_NO_NODE ||
			   dominator[node] < snapshot->node_count);
	}
	g_free(dominator);
	g_free(retained);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t claimed[CLAIM_BYTES];
	struct v8scope_snapshot *snapshot;
	struct fuzz_input input;
	GError *error = NULL;

	fuzz_input_init(&input, data, size);
	for (size_t i = 0; i < sizeof(claimed); i++) {
		claimed[i] = fuzz_read_byte(&input);
	}
	snapshot = v8scope_snapshot_read(read_some, &input, &error);
	FUZZ_CHECK((snapshot != NULL) == (error == NULL));
	if (snapshot != NULL) {
		FUZZ_CHECK(snapshot->node_count > 0);
		check_tables(snapshot);
		check_retention(snapshot, claimed);
		check_dominators(snapshot);
	}
	v8scope_snapshot_destroy(snapshot);
	g_clear_error(&error);
	fuzz_input_fini(&input);
	return 0;
}
