/* SPDX-License-Identifier: MIT */
/*
 * What the analysis expects of provider `v8`: each event's fields, and where in
 * struct v8scope_event each goes. A trace may have more events and more fields.
 */
#ifndef V8SCOPE_VOCABULARY_H
#define V8SCOPE_VOCABULARY_H

#include <stddef.h>

#include "record.h"

/* Number of events; as many as enum v8scope_event_type has. */
size_t v8scope_vocabulary_count(void);

/*
 * The event at `index`: its name with the provider's ("v8:gc_end"), as type an
 * enum v8scope_event_type, and its fields, required unless `later`. A field may
 * have two rows, where it goes to two places. Static storage.
 */
const struct v8scope_record_spec *v8scope_vocabulary_event(size_t index);

/* NULL: not an event of this vocabulary. */
const struct v8scope_record_spec *v8scope_vocabulary_find(const char *event_name);

#endif
