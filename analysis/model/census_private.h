/* SPDX-License-Identifier: MIT */
/* A census that is coming in: what census_builder.c gathers and census_commit.c puts to use. */
#ifndef V8SCOPE_MODEL_CENSUS_PRIVATE_H
#define V8SCOPE_MODEL_CENSUS_PRIVATE_H

#include "census.h"

struct seen_scope {
	uint64_t scope_id;
	enum v8scope_scope_kind kind;
	enum v8scope_scope_source source;
	uint64_t handles;
	uint64_t checkpoints;
	uintptr_t ip;
	uint64_t stack_id;
	uint64_t javascript_stack_id;
	int64_t opened_at_ns;
	uintptr_t *frame_ips; /* owned */
	uint32_t frame_count;
	GPtrArray *types; /* of struct v8scope_type_share; owned, NULL: not sampled */
};

struct v8scope_census_builder {
	bool open;
	uint64_t census_id;
	int64_t since_ns;	  /* its first event */
	GHashTable *scopes;	  /* scope_id -> struct seen_scope */
	GHashTable *types;	  /* scope_id -> GPtrArray of struct v8scope_type_share */
	GHashTable *global_types; /* key of the site -> the same */
	GArray *globals;	  /* of struct v8scope_census_global */
	uint32_t type_count;
};

/* What a creation site is known by. The caller frees. */
char *v8scope_census_global_key(enum v8scope_global_kind kind, uintptr_t ip, uint64_t stack_id);

/* Give the isolate's scopes and creation sites, and the census, what the builder has. */
void v8scope_census_commit_scopes(
	struct v8scope_model_isolate *isolate, struct v8scope_model_census *census);
void v8scope_census_commit_globals(
	struct v8scope_model_isolate *isolate, struct v8scope_model_census *census);

#endif
