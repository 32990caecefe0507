/* SPDX-License-Identifier: MIT */
/*
 * A fuzzer's bytes read as numbers, texts and records, and records written as such bytes.
 * Any bytes can be read: where they end, zeros follow.
 */
#ifndef V8SCOPE_FUZZ_INPUT_H
#define V8SCOPE_FUZZ_INPUT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record.h"

struct fuzz_input {
	const uint8_t *next; /* borrowed */
	size_t left;
	GPtrArray *memory; /* owned; what was read and is not the caller's */
};

void fuzz_input_init(struct fuzz_input *input, const uint8_t *data, size_t size);
void fuzz_input_fini(struct fuzz_input *input);

uint8_t fuzz_read_byte(struct fuzz_input *input);

/* Small numbers more often than large ones, and those at the ends of the types. */
uint64_t fuzz_read_number(struct fuzz_input *input);

/* The input's, until its end; at most FUZZ_MAX_TEXT bytes, not always UTF-8, never NULL. */
#define FUZZ_MAX_TEXT 200
const char *fuzz_read_text(struct fuzz_input *input);

/*
 * Fills in the members that `spec` names. Texts and sequences are the input's, or
 * (`owned`) the record's, as v8scope_field_map_read_owned() leaves them.
 */
void fuzz_read_record(
	struct fuzz_input *input, const struct v8scope_record_spec *spec, void *record, bool owned);

/* The inverses: what is written here is read as it was. Longer texts and sequences are cut. */
void fuzz_write_number(GByteArray *out, uint64_t value);
void fuzz_write_text(GByteArray *out, const char *text);
void fuzz_write_record(GByteArray *out, const struct v8scope_record_spec *spec, const void *record);

#endif
