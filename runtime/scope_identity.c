/* SPDX-License-Identifier: MIT */
#include "scope_identity.h"

#include <stddef.h>

void v8scope_identities_begin(struct v8scope_identities *identities)
{
	identities->census++;
}

static bool is_same(const struct v8scope_identity *entry, const struct v8scope_identity *now)
{
	return entry->scope_id != 0 && entry->address == now->address &&
	       entry->function == now->function && entry->first == now->first &&
	       now->handles >= entry->handles / 2;
}

struct v8scope_identity *v8scope_identities_get(
	struct v8scope_identities *identities, const struct v8scope_identity *now)
{
	struct v8scope_identity *free_entry = NULL;

	for (size_t i = 0; i < V8SCOPE_IDENTITIES_MAX; i++) {
		struct v8scope_identity *entry = &identities->entries[i];

		if (entry->census + 1 == identities->census && is_same(entry, now)) {
			entry->census = identities->census;
			entry->handles = now->handles;
			return entry;
		}
		if (entry->scope_id == 0 || entry->census + 1 < identities->census) {
			free_entry = entry;
		}
	}
	if (free_entry == NULL) {
		/* One that this census has not come to yet, or no more. */
		return NULL;
	}
	*free_entry = *now;
	free_entry->scope_id = 0;
	free_entry->census = identities->census;
	return free_entry;
}
