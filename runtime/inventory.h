/* SPDX-License-Identifier: MIT */
/*
 * What v8scope attached to and hooked in this process, as events: the record that
 * `v8scope doctor` reads.
 */
#ifndef V8SCOPE_INVENTORY_H
#define V8SCOPE_INVENTORY_H

#include <stdbool.h>

/* All of it, if anybody listens. Not for hot paths. */
void v8scope_inventory_tell_all(void);

/*
 * For attach.h: one function, which this V8 has or not, by all its symbols; the list
 * ends with NULL.
 */
void v8scope_inventory_tell(
	const char *group, const char *function, bool exists, const char *const symbols[]);

#endif
