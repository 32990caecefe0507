/* SPDX-License-Identifier: MIT */
/*
 * Which part of a file of a CTF trace is whole packets. A full disk, a crash or a
 * bad copy cuts files in the middle of one; source.ctf.fs then refuses the whole
 * trace, or (the metadata file) reads for ever.
 */
#ifndef V8SCOPE_REPORT_PACKETS_H
#define V8SCOPE_REPORT_PACKETS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Whether a stream file of `file_size` bytes ends in the middle of a packet; then the
 * packets before are in its first `*whole_size` bytes. `index` holds the index
 * file's `index_size` bytes; one that makes no sense says nothing: false.
 */
bool v8scope_packets_are_cut(
	const uint8_t *index, size_t index_size, uint64_t file_size, uint64_t *whole_size);

/* Whether the metadata of `size` bytes does. Plain text, without packets, never. */
bool v8scope_packets_metadata_is_cut(const uint8_t *metadata, size_t size, uint64_t *whole_size);

/* The same for the file `name` in the trace directory `trace`. */
bool v8scope_packets_file_is_cut(const char *trace, const char *name, uint64_t *whole_size);

/*
 * Makes the head of a packet of which only `size` bytes are there say so: then its
 * events can be read up to the one that is cut. `head` is its first
 * V8SCOPE_PACKETS_HEAD_SIZE bytes. False: not the head of an LTTng-UST packet.
 */
#define V8SCOPE_PACKETS_HEAD_SIZE 64
bool v8scope_packets_shorten(uint8_t *head, uint64_t size);

#endif
