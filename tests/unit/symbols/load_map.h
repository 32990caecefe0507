/* SPDX-License-Identifier: MIT */
/* Where the dynamic linker put an object in this process. */
#ifndef V8SCOPE_LOAD_MAP_H
#define V8SCOPE_LOAD_MAP_H

#include <stdbool.h>
#include <stdint.h>

struct loaded_object {
	uint64_t base; /* lowest mapped address */
	uint64_t size;
};

/* The loaded object that contains `address`. */
bool load_map_find(const void *address, struct loaded_object *object);

#endif
