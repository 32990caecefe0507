/* SPDX-License-Identifier: MIT */
#include "record.h"

#include <string.h>

uint64_t v8scope_record_load_unsigned(const void *member, size_t size)
{
	switch (size) {
	case sizeof(uint8_t):
		return *(const uint8_t *)member;
	case sizeof(uint16_t):
		return *(const uint16_t *)member;
	case sizeof(uint32_t):
		return *(const uint32_t *)member;
	default:
		g_assert(size == sizeof(uint64_t));
		return *(const uint64_t *)member;
	}
}

void v8scope_record_store_signed(void *member, size_t size, int64_t value)
{
	if (size == sizeof(int32_t)) {
		*(int32_t *)member = (int32_t)value;
	} else {
		g_assert(size == sizeof(int64_t));
		*(int64_t *)member = value;
	}
}

int64_t v8scope_record_load_signed(const void *member, size_t size)
{
	if (size == sizeof(int32_t)) {
		return *(const int32_t *)member;
	}
	g_assert(size == sizeof(int64_t));
	return *(const int64_t *)member;
}
