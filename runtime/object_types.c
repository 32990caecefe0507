/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "object_types.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "dynamic_symbols.h"
#include "log.h"
#include "memory.h"
#include "v8_api.h"

enum {
	TYPES_MAX = 1024,
	TYPE_NAME_MAX = 48,
	BATCH = 256,
};

/*
 * The constants that are needed: META(member, "symbol", default where V8 does not
 * export it, -1 for none). All are int in V8.
 */
/* clang-format off */
#define METADATA(META) \
	META(heap_object_tag, "v8dbg_HeapObjectTag", 1) \
	META(heap_object_tag_mask, "v8dbg_HeapObjectTagMask", 3) \
	META(tagged_size, "v8dbg_TaggedSize", 8) \
	META(map_offset, "v8dbg_class_HeapObject__map__Map", -1) \
	META(instance_type_offset, "v8dbg_class_Map__instance_type__uint16_t", -1) \
	META(instance_size_offset, "v8dbg_class_Map__instance_size_in_words__char", -1) \
	META(array_length_offset, "v8dbg_class_FixedArrayBase__length__SMI", -1) \
	META(array_data_offset, "v8dbg_class_FixedArray__data__uintptr_t", 16) \
	META(string_length_offset, "v8dbg_class_String__length__int32_t", -1) \
	META(string_chars_offset, "v8dbg_class_SeqOneByteString__chars__char", 16) \
	META(smi_shift, "v8dbg_SmiValueShift", 32) \
	META(not_string_mask, "v8dbg_IsNotStringMask", -1) \
	META(string_representation_mask, "v8dbg_StringRepresentationMask", -1) \
	META(seq_string_tag, "v8dbg_SeqStringTag", -1) \
	META(thin_string_tag, "v8dbg_ThinStringTag", -1) \
	META(string_encoding_mask, "v8dbg_StringEncodingMask", -1) \
	META(one_byte_tag, "v8dbg_OneByteStringTag", -1)
/* clang-format on */

#define DECLARE(member, symbol, otherwise) int member;
static struct {
	METADATA(DECLARE)
} meta;
#undef DECLARE

struct type_name {
	uint16_t type;
	char name[TYPE_NAME_MAX];
};

static struct type_name type_names[TYPES_MAX];
static size_t type_count;

/* Instance types of the arrays whose size their length tells. */
static int fixed_array_type = -1;
static int fixed_double_array_type = -1;
static int byte_array_type = -1;

static bool load(int *value, const char *symbol, int otherwise)
{
	const int *address = v8scope_v8_symbol(symbol);

	*value = address != NULL ? *address : otherwise;
	return address != NULL || otherwise >= 0;
}

static int compare_types(const void *left, const void *right)
{
	return (int)((const struct type_name *)left)->type -
	       (int)((const struct type_name *)right)->type;
}

/* v8dbg_type_<Class>__<TYPE>: an int that holds the instance type of Class. */
static void add_type(const char *symbol, const void *address, void *data)
{
	static const char prefix[] = "v8dbg_type_";
	const char *class = symbol + sizeof(prefix) - 1;
	const char *end;
	struct type_name *type;

	(void)data;
	if (strncmp(symbol, prefix, sizeof(prefix) - 1) != 0 || type_count == TYPES_MAX) {
		return;
	}
	end = strstr(class, "__");
	if (end == NULL || end - class >= TYPE_NAME_MAX) {
		return;
	}
	type = &type_names[type_count++];
	type->type = (uint16_t) * (const int *)address;
	memcpy(type->name, class, (size_t)(end - class));
}

static int type_by_name(const char *name)
{
	for (size_t i = 0; i < type_count; i++) {
		if (strcmp(type_names[i].name, name) == 0) {
			return type_names[i].type;
		}
	}
	return -1;
}

bool v8scope_object_types_init(void)
{
	bool complete = true;

#define LOAD(member, symbol, otherwise)                                                            \
	complete = load(&meta.member, symbol, otherwise) && complete;
	METADATA(LOAD)
#undef LOAD
	if (!complete || meta.tagged_size != sizeof(uintptr_t)) {
		v8scope_log("no usable post-mortem metadata: no types of handles");
		return false;
	}
	v8scope_dynamic_symbols_for_each((const void *)v8scope_v8.get_version, add_type, NULL);
	qsort(type_names, type_count, sizeof(type_names[0]), compare_types);
	fixed_array_type = type_by_name("FixedArray");
	fixed_double_array_type = type_by_name("FixedDoubleArray");
	byte_array_type = type_by_name("ByteArray");
	return v8scope_object_types_known();
}

bool v8scope_object_types_known(void)
{
	return type_count > 0;
}

bool v8scope_object_is_heap_object(uintptr_t value)
{
	return (value & (uintptr_t)meta.heap_object_tag_mask) == (uintptr_t)meta.heap_object_tag &&
	       value > 4096;
}

static bool is_string(uint16_t type)
{
	return (type & meta.not_string_mask) == 0;
}

const char *v8scope_object_type_name(uint16_t type)
{
	struct type_name key = {.type = type};
	const struct type_name *found;

	if (is_string(type)) {
		return "String";
	}
	found = bsearch(&key, type_names, type_count, sizeof(type_names[0]), compare_types);
	return found != NULL ? found->name : "other";
}

static uint32_t round_up(uint64_t size)
{
	uint64_t rounded = (size + sizeof(uintptr_t) - 1) & ~(uint64_t)(sizeof(uintptr_t) - 1);

	return rounded > UINT32_MAX ? UINT32_MAX : (uint32_t)rounded;
}

/* The size of an object whose map does not tell it. */
static uint32_t variable_size(uint16_t type, uintptr_t object)
{
	uintptr_t smi;
	uint32_t length;
	uint64_t elements;

	if (is_string(type)) {
		int representation = type & meta.string_representation_mask;
		bool one_byte = (type & meta.string_encoding_mask) == meta.one_byte_tag;

		if (representation != meta.seq_string_tag ||
			!v8scope_memory_read(&length, object + (uintptr_t)meta.string_length_offset,
				sizeof(length))) {
			return 0;
		}
		return round_up(
			(uint64_t)meta.string_chars_offset + (uint64_t)length * (one_byte ? 1 : 2));
	}
	if (type != fixed_array_type && type != fixed_double_array_type &&
		type != byte_array_type) {
		return 0;
	}
	if (!v8scope_memory_read(&smi, object + (uintptr_t)meta.array_length_offset, sizeof(smi))) {
		return 0;
	}
	elements = smi >> meta.smi_shift;
	return round_up((uint64_t)meta.array_data_offset +
			elements * (type == byte_array_type ? 1 : sizeof(uintptr_t)));
}

static uintptr_t untag(uintptr_t value)
{
	return value - (uintptr_t)meta.heap_object_tag;
}

/* Where the maps' words that hold type and size lie. */
static uintptr_t word_of(uintptr_t map, int offset)
{
	return (map + (uintptr_t)offset) & ~(uintptr_t)(sizeof(uintptr_t) - 1);
}

static uint64_t field_of(uintptr_t word, int offset, uint64_t mask)
{
	return word >> (offset % (int)sizeof(uintptr_t) * 8) & mask;
}

static bool describe_batch(struct v8scope_object *objects, const uintptr_t *values, size_t count)
{
	uintptr_t addresses[BATCH];
	uintptr_t maps[BATCH];
	uintptr_t types[BATCH];
	uintptr_t sizes[BATCH];

	for (size_t i = 0; i < count; i++) {
		bool is_object = v8scope_object_is_heap_object(values[i]);

		addresses[i] = is_object ? untag(values[i]) + (uintptr_t)meta.map_offset : 0;
	}
	if (!v8scope_memory_read_words(maps, addresses, count)) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		bool is_object = v8scope_object_is_heap_object(maps[i]);

		maps[i] = is_object ? untag(maps[i]) : 0;
		addresses[i] = is_object ? word_of(maps[i], meta.instance_type_offset) : 0;
	}
	v8scope_memory_read_words(types, addresses, count);
	for (size_t i = 0; i < count; i++) {
		addresses[i] = maps[i] != 0 ? word_of(maps[i], meta.instance_size_offset) : 0;
	}
	v8scope_memory_read_words(sizes, addresses, count);
	for (size_t i = 0; i < count; i++) {
		struct v8scope_object *object = &objects[i];

		*object = (struct v8scope_object){0};
		if (maps[i] == 0) {
			continue;
		}
		object->type = (uint16_t)field_of(types[i], meta.instance_type_offset, 0xffff);
		object->size = (uint32_t)field_of(sizes[i], meta.instance_size_offset, 0xff) *
			       (uint32_t)sizeof(uintptr_t);
		if (object->size == 0) {
			object->size = variable_size(object->type, untag(values[i]));
		}
	}
	return true;
}

bool v8scope_object_describe(struct v8scope_object *objects, const uintptr_t *values, size_t count)
{
	bool any = false;

	for (size_t i = 0; i < count; i += BATCH) {
		size_t batch = count - i < BATCH ? count - i : BATCH;

		any |= describe_batch(&objects[i], &values[i], batch);
	}
	return any;
}
