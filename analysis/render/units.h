/* SPDX-License-Identifier: MIT */
/* Numbers as people read them. The caller owns every string. */
#ifndef V8SCOPE_UNITS_H
#define V8SCOPE_UNITS_H

#include <stdint.h>

/* A count of a damaged trace may be larger than any real one. */
int64_t v8scope_clamp(uint64_t count);

/* "312 B", "23.4 MiB", "-1.5 KiB" */
char *v8scope_format_bytes(int64_t bytes);

/* "1,000,213" */
char *v8scope_format_count(int64_t count);

/* "1 handle", "1,000 handles": `noun` is the singular of a word that takes an s. */
char *v8scope_format_counted(int64_t count, const char *noun);

/* "512 ns", "16.4 us", "1.1 s", "2.3 h" */
char *v8scope_format_duration(uint64_t ns);

/* Local time, to the second. NULL: no such time. */
char *v8scope_format_time(int64_t unix_ns);

/* "2026-11-22T09:08:59.612Z". NULL: no such time. */
char *v8scope_format_utc(int64_t unix_ns);

#endif
