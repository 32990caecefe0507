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
	META(smi_tag_bits, "v8dbg_SmiValueShift", 1) \
	META(smi_shift_bits, "v8dbg_SmiShiftSize", 31) \
	META(not_string_mask, "v8dbg_IsNotStringMask", -1) \
	META(string_representation_mask, "v8dbg_StringRepresentationMask", -1) \
	META(seq_string_tag, "v8dbg_SeqStringTag", -1) \
	META(thin_string_tag, "v8dbg_ThinStringTag", -1) \
	META(string_encoding_mask, "v8dbg_StringEncodingMask", -1) \
	META(one_byte_tag, "v8dbg_OneByteStringTag", -1)

/* Those that V8 has renamed, or does not have in every version; -1: not known. */
#define OPTIONAL_METADATA(META) \
	META(elements_offset, "v8dbg_class_JSObject__elements__Object") \
	META(properties_offset, "v8dbg_class_JSReceiver__raw_properties_or_hash__Object") \
	META(properties_offset, "v8dbg_class_JSReceiver__raw_properties_or_hash__Tagged_Object_") \
	META(api_object_type, "v8dbg_APIObjectType") \
	META(first_function_type, "v8dbg_FirstJSFunctionType") \
	META(last_function_type, "v8dbg_LastJSFunctionType") \
	META(first_context_type, "v8dbg_FirstContextType") \
	META(last_context_type, "v8dbg_LastContextType")
/* clang-format on */

#define DECLARE(member, symbol, otherwise) int member;
static struct {
	METADATA(DECLARE)
	int elements_offset;
	int properties_offset;
	int api_object_type;
	int first_function_type;
	int last_function_type;
	int first_context_type;
	int last_context_type;
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
static int property_array_type = -1;

static bool load(int *value, const char *symbol, int otherwise)
{
	const int *address = v8scope_v8_symbol(symbol);

	*value = address != NULL ? *address : otherwise;
	return address != NULL || otherwise >= 0;
}

static void load_optional(void)
{
	meta.elements_offset = meta.properties_offset = -1;
	meta.api_object_type = -1;
	meta.first_function_type = meta.last_function_type = -1;
	meta.first_context_type = meta.last_context_type = -1;
#define LOAD_OPTIONAL(member, symbol)                                                              \
	if (meta.member < 0) {                                                                     \
		load(&meta.member, symbol, -1);                                                    \
	}
	OPTIONAL_METADATA(LOAD_OPTIONAL)
#undef LOAD_OPTIONAL
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
	load_optional();
	v8scope_dynamic_symbols_for_each((const void *)v8scope_v8.get_version, add_type, NULL);
	qsort(type_names, type_count, sizeof(type_names[0]), compare_types);
	fixed_array_type = type_by_name("FixedArray");
	fixed_double_array_type = type_by_name("FixedDoubleArray");
	byte_array_type = type_by_name("ByteArray");
	property_array_type = type_by_name("PropertyArray");
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

static bool is_between(uint16_t type, int first, int last)
{
	return first >= 0 && type >= first && type <= last;
}

/* Types that V8 gives a range, and no name each. */
static const char *name_of_range(uint16_t type)
{
	if (is_between(type, meta.first_function_type, meta.last_function_type)) {
		return "JSFunction";
	}
	if (is_between(type, meta.first_context_type, meta.last_context_type)) {
		return "Context";
	}
	return type == meta.api_object_type ? "JSApiObject" : "other";
}

const char *v8scope_object_type_name(uint16_t type)
{
	struct type_name key = {.type = type};
	const struct type_name *found;

	if (is_string(type)) {
		return "String";
	}
	found = bsearch(&key, type_names, type_count, sizeof(type_names[0]), compare_types);
	return found != NULL ? found->name : name_of_range(type);
}

static uint32_t round_up(uint64_t size)
{
	uint64_t rounded = (size + sizeof(uintptr_t) - 1) & ~(uint64_t)(sizeof(uintptr_t) - 1);

	return rounded > UINT32_MAX ? UINT32_MAX : (uint32_t)rounded;
}

static uintptr_t untag(uintptr_t value)
{
	return value - (uintptr_t)meta.heap_object_tag;
}

/* An object's first words: what tells its map, its length, and its backing stores. */
enum { HEADER_WORDS = 3, HEADER_WORDS_MIN = 2 };

struct header {
	uintptr_t words[HEADER_WORDS];
};

/* The part of a word that lies at `offset` in an object; 0 beyond its header. */
static uint64_t field_of(const struct header *header, int offset, uint64_t mask)
{
	size_t word = (size_t)offset / sizeof(uintptr_t);

	return offset >= 0 && word < HEADER_WORDS
		       ? header->words[word] >> (size_t)offset % sizeof(uintptr_t) * 8 & mask
		       : 0;
}

static uint32_t string_size(uint16_t type, const struct header *header)
{
	bool one_byte = (type & meta.string_encoding_mask) == meta.one_byte_tag;
	uint64_t length = field_of(header, meta.string_length_offset, UINT32_MAX);

	if ((type & meta.string_representation_mask) != meta.seq_string_tag) {
		return 0;
	}
	return round_up((uint64_t)meta.string_chars_offset + length * (one_byte ? 1 : 2));
}

/* Dictionaries and other hash tables lie between these two and are laid out as they. */
static bool is_fixed_array(uint16_t type)
{
	return type == fixed_array_type || type == fixed_double_array_type ||
	       (fixed_array_type >= 0 && type > fixed_array_type && type < byte_array_type);
}

/* A property array's length shares its word with the object's hash. */
enum { PROPERTY_LENGTH_MASK = 0x3ff };

/*
 * The bytes of an array's elements; false if it is no array, or its length is no
 * small integer.
 */
static bool elements_size(uint16_t type, const struct header *header, uint64_t *bytes)
{
	uintptr_t length = field_of(header, meta.array_length_offset, UINTPTR_MAX);

	if ((length & (uintptr_t)meta.heap_object_tag_mask) != 0) {
		return false;
	}
	length >>= meta.smi_tag_bits + meta.smi_shift_bits;
	if (type == byte_array_type) {
		*bytes = length;
	} else if (type == property_array_type) {
		*bytes = (length & PROPERTY_LENGTH_MASK) * sizeof(uintptr_t);
	} else if (is_fixed_array(type)) {
		*bytes = (uint64_t)length * sizeof(uintptr_t);
	} else {
		return false;
	}
	return true;
}

/* The size of an object whose map does not tell it. */
static uint32_t variable_size(uint16_t type, const struct header *header)
{
	uint64_t elements;

	if (is_string(type)) {
		return string_size(type, header);
	}
	return elements_size(type, header, &elements)
		       ? round_up((uint64_t)meta.array_data_offset + elements)
		       : 0;
}

/* What maps say, remembered for the time of one call: few maps describe many objects. */
enum { MAPS_KNOWN = 256 };

struct map {
	uintptr_t address; /* 0: not used */
	uint16_t type;
	uint32_t size;
	bool has_stores; /* an object with properties and elements */
};

static uint64_t read_map_field(uintptr_t map, int offset, uint64_t mask)
{
	uintptr_t word = 0;
	uintptr_t address = (map + (uintptr_t)offset) & ~(uintptr_t)(sizeof(word) - 1);

	v8scope_memory_read(&word, address, sizeof(word));
	return word >> (size_t)offset % sizeof(word) * 8 & mask;
}

static const struct map *map_of(struct map *maps, const struct header *header)
{
	uintptr_t value = field_of(header, meta.map_offset, UINTPTR_MAX);
	uintptr_t address = v8scope_object_is_heap_object(value) ? untag(value) : 0;
	struct map *map = &maps[address * 0x9E3779B97F4A7C15u >> 56];

	if (map->address != address) {
		map->address = address;
		map->type = (uint16_t)read_map_field(address, meta.instance_type_offset, 0xffff);
		map->size = (uint32_t)read_map_field(address, meta.instance_size_offset, 0xff) *
			    (uint32_t)sizeof(uintptr_t);
		map->has_stores = map->size >= sizeof(struct header) &&
				  strncmp(v8scope_object_type_name(map->type), "JS", 2) == 0;
	}
	return map;
}

static uintptr_t store_of(const struct header *header, int offset)
{
	uintptr_t value = field_of(header, offset, UINTPTR_MAX);

	return v8scope_object_is_heap_object(value) ? value : 0;
}

static void describe_one(
	struct v8scope_object *object, struct map *maps, const struct header *header)
{
	const struct map *map;

	*object = (struct v8scope_object){0};
	if (header->words[0] == 0) {
		return;
	}
	map = map_of(maps, header);
	if (map->address == 0) {
		return;
	}
	object->type = map->type;
	object->size = map->size != 0 ? map->size : variable_size(map->type, header);
	if (map->has_stores) {
		object->stores[0] = store_of(header, meta.properties_offset);
		object->stores[1] = store_of(header, meta.elements_offset);
	}
}

static bool describe_batch(
	struct v8scope_object *objects, struct map *maps, const uintptr_t *values, size_t count)
{
	uintptr_t addresses[BATCH];
	struct header headers[BATCH];
	bool any;

	for (size_t i = 0; i < count; i++) {
		addresses[i] = v8scope_object_is_heap_object(values[i]) ? untag(values[i]) : 0;
	}
	any = v8scope_memory_read_each(headers, addresses, count, sizeof(headers[0]));
	for (size_t i = 0; i < count; i++) {
		/* The last object before memory that is not mapped may be smaller than that. */
		if (headers[i].words[0] == 0 && addresses[i] != 0) {
			v8scope_memory_read(&headers[i], addresses[i],
				HEADER_WORDS_MIN * sizeof(headers[i].words[0]));
		}
		describe_one(&objects[i], maps, &headers[i]);
	}
	return any;
}

bool v8scope_object_describe(struct v8scope_object *objects, const uintptr_t *values, size_t count)
{
	struct map maps[MAPS_KNOWN] = {{0}};
	bool any = count == 0;

	for (size_t i = 0; i < count; i += BATCH) {
		size_t batch = count - i < BATCH ? count - i : BATCH;

		any |= describe_batch(&objects[i], maps, &values[i], batch);
	}
	return any;
}

uint32_t v8scope_object_store_bytes(const struct v8scope_object *store)
{
	bool is_store = is_fixed_array(store->type) || store->type == byte_array_type ||
			store->type == property_array_type;

	return is_store && store->size > (uint32_t)meta.array_data_offset ? store->size : 0;
}
