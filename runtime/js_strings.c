/* SPDX-License-Identifier: MIT */
#include "js_strings.h"

#include "memory.h"
#include "v8_api.h"

/* All are int in V8, and all are needed. */
/* clang-format off */
#define METADATA(META) \
	META(map_offset, "v8dbg_class_HeapObject__map__Map") \
	META(instance_type_offset, "v8dbg_class_Map__instance_type__uint16_t") \
	META(not_string_mask, "v8dbg_IsNotStringMask") \
	META(representation_mask, "v8dbg_StringRepresentationMask") \
	META(encoding_mask, "v8dbg_StringEncodingMask") \
	META(one_byte_tag, "v8dbg_OneByteStringTag") \
	META(seq_tag, "v8dbg_SeqStringTag") \
	META(cons_tag, "v8dbg_ConsStringTag") \
	META(external_tag, "v8dbg_ExternalStringTag") \
	META(sliced_tag, "v8dbg_SlicedStringTag") \
	META(thin_tag, "v8dbg_ThinStringTag") \
	META(length_offset, "v8dbg_class_String__length__int32_t") \
	META(chars_offset, "v8dbg_class_SeqOneByteString__chars__char") \
	META(first_offset, "v8dbg_class_ConsString__first__String") \
	META(second_offset, "v8dbg_class_ConsString__second__String") \
	META(actual_offset, "v8dbg_class_ThinString__actual__String") \
	META(parent_offset, "v8dbg_class_SlicedString__parent__String") \
	META(slice_offset, "v8dbg_class_SlicedString__offset__SMI") \
	META(resource_offset, "v8dbg_class_ExternalString__resource__Object")
/* clang-format on */

#define DECLARE(member, symbol) int member;
static struct {
	METADATA(DECLARE)
} meta;
#undef DECLARE

enum {
	SMI_SHIFT = 32,		      /* where tagged values are words */
	UNCACHED_EXTERNAL_BIT = 0x10, /* of the instance type: no pointer to the characters */
	HOPS_MAX = 16,
	PIECES_MAX = 32,
	SOURCE_MAX = 4 << 20, /* characters */
	CHUNK = 1024,
};

static bool load(int *value, const char *symbol)
{
	const int *address = v8scope_v8_symbol(symbol);

	*value = address != NULL ? *address : -1;
	return address != NULL;
}

bool v8scope_js_strings_init(void)
{
	const int *tagged_size = v8scope_v8_symbol("v8dbg_TaggedSize");
	bool complete = tagged_size == NULL || *tagged_size == sizeof(uintptr_t);

#define LOAD(member, symbol) complete = load(&meta.member, symbol) && complete;
	METADATA(LOAD)
#undef LOAD
	return complete;
}

bool v8scope_js_is_smi(uintptr_t value)
{
	return (value & 1) == 0;
}

int32_t v8scope_js_smi(uintptr_t value)
{
	return (int32_t)(value >> SMI_SHIFT);
}

static bool is_object(uintptr_t value)
{
	return (value & 3) == 1 && value > 4096;
}

uintptr_t v8scope_js_field(uintptr_t object, int offset)
{
	uintptr_t value;

	if (!is_object(object) ||
		!v8scope_memory_read(&value, object - 1 + (uintptr_t)offset, sizeof(value))) {
		return 0;
	}
	return value;
}

uint16_t v8scope_js_type_of(uintptr_t value)
{
	uintptr_t map = v8scope_js_field(value, meta.map_offset);
	uint16_t type;

	if (!is_object(map) ||
		!v8scope_memory_read(
			&type, map - 1 + (uintptr_t)meta.instance_type_offset, sizeof(type))) {
		return 0;
	}
	return type;
}

/* Characters that lie in memory one after the other. */
struct piece {
	uintptr_t address;
	uint32_t length;
	bool one_byte;
};

static bool read_length(uintptr_t string, uint32_t *length)
{
	return v8scope_memory_read(
		length, string - 1 + (uintptr_t)meta.length_offset, sizeof(*length));
}

static bool is_string(uintptr_t value)
{
	uint16_t type = v8scope_js_type_of(value);

	return type != 0 && (type & meta.not_string_mask) == 0;
}

uint32_t v8scope_js_string_length(uintptr_t string)
{
	uint32_t length;

	return is_string(string) && read_length(string, &length) ? length : 0;
}

static bool is_empty(uintptr_t string)
{
	uint32_t length;

	return is_object(string) && read_length(string, &length) && length == 0;
}

/*
 * Finds the characters of `string`. One that is put together of two is only followed
 * if the other is empty: `*string` is then that one.
 */
static bool find_piece(uintptr_t *string, struct piece *piece, bool *is_cons)
{
	uint32_t skipped = 0;
	bool sliced = false;

	*is_cons = false;
	piece->address = 0; /* one that is not read */
	for (int hop = 0; hop < HOPS_MAX; hop++) {
		uint16_t type = v8scope_js_type_of(*string);
		int representation = type & meta.representation_mask;
		uint32_t length;

		if (!is_object(*string) || (type & meta.not_string_mask) != 0 ||
			!read_length(*string, &length)) {
			return false;
		}
		if (!sliced) {
			piece->length = length;
		}
		piece->one_byte = (type & meta.encoding_mask) == meta.one_byte_tag;
		if (representation == meta.thin_tag) {
			*string = v8scope_js_field(*string, meta.actual_offset);
		} else if (representation == meta.sliced_tag) {
			skipped += (uint32_t)v8scope_js_smi(
				v8scope_js_field(*string, meta.slice_offset));
			sliced = true;
			*string = v8scope_js_field(*string, meta.parent_offset);
		} else if (representation == meta.cons_tag) {
			if (!is_empty(v8scope_js_field(*string, meta.second_offset))) {
				*is_cons = true;
				return !sliced;
			}
			*string = v8scope_js_field(*string, meta.first_offset);
		} else if (representation == meta.seq_tag) {
			piece->address = *string - 1 + (uintptr_t)meta.chars_offset;
		} else if (representation == meta.external_tag &&
			   (type & UNCACHED_EXTERNAL_BIT) == 0) {
			piece->address = v8scope_js_field(
				*string, meta.resource_offset + (int)sizeof(uintptr_t));
		} else {
			return false;
		}
		if (representation == meta.seq_tag || representation == meta.external_tag) {
			piece->address += (uintptr_t)skipped * (piece->one_byte ? 1 : 2);
			return piece->address > 4096 && length >= skipped &&
			       length - skipped >= piece->length;
		}
	}
	return false;
}

/* Reads `count` characters from number `first`; at most CHUNK. */
static bool read_characters(
	const struct piece *piece, uint32_t first, uint32_t count, uint16_t characters[CHUNK])
{
	uint8_t bytes[CHUNK];

	if (!piece->one_byte) {
		return v8scope_memory_read(
			characters, piece->address + (uintptr_t)first * 2, (size_t)count * 2);
	}
	if (!v8scope_memory_read(bytes, piece->address + first, count)) {
		return false;
	}
	for (uint32_t i = 0; i < count; i++) {
		characters[i] = bytes[i];
	}
	return true;
}

struct output {
	char *text;
	size_t size;
	size_t used;
	bool full;
};

static void put(struct output *out, uint32_t character)
{
	char utf8[4];
	size_t length;

	if (character < 0x80) {
		utf8[0] = (char)character;
		length = 1;
	} else if (character < 0x800) {
		utf8[0] = (char)(0xc0 | character >> 6);
		utf8[1] = (char)(0x80 | (character & 0x3f));
		length = 2;
	} else if (character < 0x10000) {
		utf8[0] = (char)(0xe0 | character >> 12);
		utf8[1] = (char)(0x80 | (character >> 6 & 0x3f));
		utf8[2] = (char)(0x80 | (character & 0x3f));
		length = 3;
	} else {
		utf8[0] = (char)(0xf0 | character >> 18);
		utf8[1] = (char)(0x80 | (character >> 12 & 0x3f));
		utf8[2] = (char)(0x80 | (character >> 6 & 0x3f));
		utf8[3] = (char)(0x80 | (character & 0x3f));
		length = 4;
	}
	if (out->full || out->used + length >= out->size) {
		out->full = true;
		return;
	}
	for (size_t i = 0; i < length; i++) {
		out->text[out->used++] = utf8[i];
	}
}

/* A half of a surrogate pair, or a 0 that would end the text, becomes U+FFFD. */
static void put_piece(struct output *out, const struct piece *piece)
{
	enum { REPLACEMENT = 0xfffd };
	uint16_t characters[CHUNK];
	uint32_t count = piece->length < CHUNK ? piece->length : CHUNK;

	if (!read_characters(piece, 0, count, characters)) {
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		uint32_t character = characters[i];
		bool is_pair = (character & 0xfc00) == 0xd800 && i + 1 < count &&
			       (characters[i + 1] & 0xfc00) == 0xdc00;

		if (is_pair) {
			i++;
			character = 0x10000 + ((character & 0x3ff) << 10) + (characters[i] & 0x3ff);
		} else if (character == 0 || (character & 0xf800) == 0xd800) {
			character = REPLACEMENT;
		}
		put(out, character);
	}
}

bool v8scope_js_string_text(uintptr_t string, char *text, size_t size)
{
	struct output out = {.text = text, .size = size};
	uintptr_t pending[PIECES_MAX];
	int count = 0;
	bool ok = true;

	pending[count++] = string;
	for (int pieces = 0; ok && count > 0 && !out.full && pieces < PIECES_MAX; pieces++) {
		struct piece piece;
		bool is_cons;

		string = pending[--count];
		ok = find_piece(&string, &piece, &is_cons);
		if (ok && !is_cons) {
			put_piece(&out, &piece);
		} else if (ok && count + 2 <= PIECES_MAX) {
			pending[count++] = v8scope_js_field(string, meta.second_offset);
			pending[count++] = v8scope_js_field(string, meta.first_offset);
		}
	}
	text[ok ? out.used : 0] = '\0';
	return ok;
}

static bool ends_line(uint16_t character, uint16_t next)
{
	return character == '\n' || (character == '\r' && next != '\n') || character == 0x2028 ||
	       character == 0x2029;
}

struct v8scope_js_place v8scope_js_string_place(uintptr_t source, uint32_t position)
{
	struct v8scope_js_place place = {1, 1};
	struct piece piece;
	bool is_cons;

	if (!find_piece(&source, &piece, &is_cons) || is_cons || position > piece.length ||
		position > SOURCE_MAX) {
		return (struct v8scope_js_place){0, 0};
	}
	for (uint32_t done = 0; done < position;) {
		uint16_t characters[CHUNK];
		/* One more than are looked at: whether "\r" is followed by "\n". */
		uint32_t read = piece.length - done < CHUNK ? piece.length - done : CHUNK;
		uint32_t count = position - done < CHUNK - 1 ? position - done : CHUNK - 1;

		if (!read_characters(&piece, done, read, characters)) {
			return (struct v8scope_js_place){0, 0};
		}
		for (uint32_t i = 0; i < count; i++) {
			bool ends = ends_line(characters[i], i + 1 < read ? characters[i + 1] : 0);

			place.line += ends;
			place.column = ends ? 1 : place.column + 1;
		}
		done += count;
	}
	return place;
}
