/* SPDX-License-Identifier: MIT */
#include "packets.h"

#include <string.h>
#include <sys/stat.h>

#define METADATA_NAME "metadata"

/* LTTng's index files: a header, then entries; all integers are big-endian. */
static const uint32_t index_magic = 0xC1F1DCC1;
static const size_t header_size = 16; /* magic, major, minor, entry length: u32 each */
static const size_t header_length_at = 12;
static const size_t entry_offset_at = 0;      /* u64, bytes into the stream file */
static const size_t entry_packet_size_at = 8; /* u64, bits */
static const size_t entry_min_size = 16;

/*
 * The header of a metadata packet, in the byte order that its magic number shows:
 * magic u32, UUID, checksum u32, content size u32, packet size u32 (both in bits),
 * five bytes more.
 */
static const uint32_t metadata_magic = 0x75D11D57;
static const size_t metadata_header_size = 37;
static const size_t metadata_packet_size_at = 28;

/*
 * The head of a packet as LTTng-UST writes it, in native byte order: magic number u32, UUID,
 * stream class u32, stream instance u64, begin and end u64, then these two, in bits.
 */
static const uint32_t packet_magic = 0xC1FC1FC1;
static const size_t packet_content_size_at = 48; /* u64 */
static const size_t packet_size_at = 56;	 /* u64 */

static uint32_t read_u32(const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return GUINT32_FROM_BE(value);
}

static uint64_t read_u64(const uint8_t *bytes)
{
	uint64_t value;

	memcpy(&value, bytes, sizeof(value));
	return GUINT64_FROM_BE(value);
}

/* 0: not an index. */
static size_t read_entry_size(const uint8_t *index, size_t index_size)
{
	if (index_size < header_size || read_u32(index) != index_magic) {
		return 0;
	}
	size_t size = read_u32(index + header_length_at);
	return size >= entry_min_size ? size : 0;
}

bool v8scope_packets_are_cut(
	const uint8_t *index, size_t index_size, uint64_t file_size, uint64_t *whole_size)
{
	size_t entry_size = read_entry_size(index, index_size);
	uint64_t end = 0; /* of the packets so far */

	if (entry_size == 0) {
		return false;
	}
	for (size_t at = header_size; index_size - at >= entry_size; at += entry_size) {
		uint64_t size = read_u64(index + at + entry_packet_size_at) / 8;

		/* The entry of a packet that could not be written has no right offset. */
		if (read_u64(index + at + entry_offset_at) != end || end > file_size ||
			size > file_size - end) {
			*whole_size = MIN(end, file_size);
			return true;
		}
		end += size;
	}
	return false;
}

static uint32_t read_native_u32(const uint8_t *bytes, bool swapped)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return swapped ? GUINT32_SWAP_LE_BE(value) : value;
}

/* Bytes of the packet that starts here; 0: no whole packet does. */
static size_t read_metadata_packet(const uint8_t *packet, size_t size, bool swapped)
{
	if (size < metadata_header_size || read_native_u32(packet, swapped) != metadata_magic) {
		return 0;
	}
	size_t packet_size = read_native_u32(packet + metadata_packet_size_at, swapped) / 8;
	return packet_size >= metadata_header_size && packet_size <= size ? packet_size : 0;
}

bool v8scope_packets_metadata_is_cut(const uint8_t *metadata, size_t size, uint64_t *whole_size)
{
	if (size < sizeof(metadata_magic)) {
		return false;
	}
	bool swapped = read_native_u32(metadata, true) == metadata_magic;

	if (!swapped && read_native_u32(metadata, false) != metadata_magic) {
		return false;
	}
	for (size_t at = 0; at < size;) {
		size_t packet_size = read_metadata_packet(metadata + at, size - at, swapped);

		if (packet_size == 0) {
			*whole_size = at;
			return true;
		}
		at += packet_size;
	}
	return false;
}

static bool metadata_file_is_cut(const char *trace, uint64_t *whole_size)
{
	char *path = g_build_filename(trace, METADATA_NAME, NULL);
	char *metadata = NULL;
	size_t size = 0;
	bool cut = g_file_get_contents(path, &metadata, &size, NULL) &&
		   v8scope_packets_metadata_is_cut((const uint8_t *)metadata, size, whole_size);

	g_free(metadata);
	g_free(path);
	return cut;
}

static bool stream_file_is_cut(const char *trace, const char *name, uint64_t *whole_size)
{
	char *stream_path = g_build_filename(trace, name, NULL);
	char *index_name = g_strconcat(name, ".idx", NULL);
	char *index_path = g_build_filename(trace, "index", index_name, NULL);
	char *index = NULL;
	size_t index_size = 0;
	struct stat st;
	bool cut = stat(stream_path, &st) == 0 && S_ISREG(st.st_mode) &&
		   g_file_get_contents(index_path, &index, &index_size, NULL) &&
		   v8scope_packets_are_cut(
			   (const uint8_t *)index, index_size, (uint64_t)st.st_size, whole_size);

	g_free(index);
	g_free(index_path);
	g_free(index_name);
	g_free(stream_path);
	return cut;
}

bool v8scope_packets_file_is_cut(const char *trace, const char *name, uint64_t *whole_size)
{
	if (strcmp(name, METADATA_NAME) == 0) {
		return metadata_file_is_cut(trace, whole_size);
	}
	return stream_file_is_cut(trace, name, whole_size);
}

bool v8scope_packets_shorten(uint8_t *head, uint64_t size)
{
	const uint64_t available_bits = size * 8;
	uint32_t magic;
	uint64_t content_bits;
	uint64_t packet_bits;

	memcpy(&magic, head, sizeof(magic));
	memcpy(&content_bits, head + packet_content_size_at, sizeof(content_bits));
	memcpy(&packet_bits, head + packet_size_at, sizeof(packet_bits));
	if (magic != packet_magic || content_bits > packet_bits || packet_bits < available_bits) {
		return false;
	}
	content_bits = MIN(content_bits, available_bits);
	memcpy(head + packet_content_size_at, &content_bits, sizeof(content_bits));
	memcpy(head + packet_size_at, &available_bits, sizeof(available_bits));
	return true;
}
