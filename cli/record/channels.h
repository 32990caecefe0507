/* SPDX-License-Identifier: MIT */
/* What a session records: its channels, contexts and event rules. */
#ifndef V8SCOPE_RECORD_CHANNELS_H
#define V8SCOPE_RECORD_CHANNELS_H

#include <glib.h>
#include <lttng/lttng.h>
#include <stdbool.h>

#include "options.h"

/*
 * Sets up a new session: channel `v8-state` for what the report needs, which
 * must not overflow, and `v8-detail`, above census detail, which may. `no_loss`:
 * a program whose buffers are full waits, if its environment allows that. What is in
 * buffers that are not full, and the metadata, is written every `flush_us` microseconds; 0: when
 * recording ends.
 */
bool v8scope_channels_create(struct lttng_handle *handle, enum v8scope_detail detail, bool no_loss,
	unsigned int flush_us, GError **error);

/*
 * Sets up a new session in snapshot mode: rings (rings.h) of at most `bytes` together, in
 * memory as well as in what a snapshot writes. Minor collections are left out.
 */
bool v8scope_channels_create_rings(
	struct lttng_handle *handle, enum v8scope_detail detail, uint64_t bytes, GError **error);

/*
 * The largest sub-buffer (bytes, not above `largest`, not below 64 KiB) with which
 * `num_subbuf` of them for each of `cpus` stay within `memory` bytes: LTTng makes
 * buffers for every CPU, in /dev/shm.
 */
uint64_t v8scope_channels_subbuf_size(
	uint64_t largest, uint64_t num_subbuf, uint64_t memory, uint64_t cpus);

/* Records what the runtime says of itself as well, which no level of detail does. */
bool v8scope_channels_explain(struct lttng_handle *handle, GError **error);

#endif
