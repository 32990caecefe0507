/* SPDX-License-Identifier: MIT */
#include "json_values.h"

#include <math.h>

json_t *v8scope_json_text(const char *string)
{
	json_t *value;
	char *valid;

	if (string == NULL) {
		return json_null();
	}
	valid = g_utf8_make_valid(string, -1);
	value = json_string(valid);
	g_free(valid);
	return value;
}

json_t *v8scope_json_address(uintptr_t value)
{
	return value != 0 ? json_sprintf("0x%jx", (uintmax_t)value) : json_null();
}

json_t *v8scope_json_optional(struct v8scope_optional value)
{
	return value.known ? json_integer(value.value) : json_null();
}

json_t *v8scope_json_count(uint64_t value)
{
	return value <= INT64_MAX ? json_integer((json_int_t)value) : json_null();
}

static int append(const char *buffer, size_t size, void *data)
{
	g_string_append_len(data, buffer, (gssize)size);
	return 0;
}

void v8scope_json_write(json_t *document, GString *out)
{
	json_dump_callback(document, append, out, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	g_string_append_c(out, '\n');
	json_decref(document);
}

json_t *v8scope_json_nonzero(uint64_t value)
{
	return value != 0 ? v8scope_json_count(value) : json_null();
}

json_t *v8scope_json_fraction(double value)
{
	return isfinite(value) ? json_real(value) : json_null();
}

json_t *v8scope_json_share(struct v8scope_optional value)
{
	return value.known ? json_real((double)value.value / V8SCOPE_SHARE_ONE) : json_null();
}
