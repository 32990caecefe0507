/* SPDX-License-Identifier: MIT */
#include "snapshot.h"

#include <string.h>

G_DEFINE_QUARK(v8scope - snapshot - error - quark, v8scope_snapshot_error)

void v8scope_snapshot_destroy(struct v8scope_snapshot *snapshot)
{
	if (snapshot == NULL) {
		return;
	}
	g_free(snapshot->node_type);
	g_free(snapshot->node_name);
	g_free(snapshot->node_id);
	g_free(snapshot->self_size);
	g_free(snapshot->first_edge);
	g_free(snapshot->edge_to);
	g_free(snapshot->edge_retains);
	g_strfreev(snapshot->type_names);
	g_free(snapshot->string_at);
	g_free(snapshot->string_bytes);
	g_free(snapshot);
}

const char *v8scope_snapshot_string(const struct v8scope_snapshot *snapshot, uint32_t string)
{
	return snapshot->string_bytes + snapshot->string_at[string];
}

const char *v8scope_snapshot_name(const struct v8scope_snapshot *snapshot, uint32_t node)
{
	return v8scope_snapshot_string(snapshot, snapshot->node_name[node]);
}

const char *v8scope_snapshot_type(const struct v8scope_snapshot *snapshot, uint32_t node)
{
	return snapshot->type_names[snapshot->node_type[node]];
}

/* Only nodes that V8 made up count: a program may name its objects as it likes. */
static uint32_t synthetic_child_named(
	const struct v8scope_snapshot *snapshot, uint32_t parent, const char *name)
{
	for (uint32_t e = snapshot->first_edge[parent]; e < snapshot->first_edge[parent + 1]; e++) {
		uint32_t child = snapshot->edge_to[e];

		if (strcmp(v8scope_snapshot_type(snapshot, child), "synthetic") == 0 &&
			strcmp(v8scope_snapshot_name(snapshot, child), name) == 0) {
			return child;
		}
	}
	return V8SCOPE_NO_NODE;
}

uint32_t v8scope_snapshot_root_named(const struct v8scope_snapshot *snapshot, const char *name)
{
	uint32_t roots = synthetic_child_named(snapshot, 0, "(GC roots)");

	return roots == V8SCOPE_NO_NODE ? roots : synthetic_child_named(snapshot, roots, name);
}
