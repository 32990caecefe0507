/* SPDX-License-Identifier: MIT */
/* The memory of a flight recorder, divided among rings and CPUs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "record/rings.h"

static const uint64_t page = 4096;
static const enum v8scope_detail details[] = {V8SCOPE_DETAIL_CENSUS, V8SCOPE_DETAIL_SCOPES};

/* What LTTng uses for all rings: it keeps one sub-buffer more of each to read from. */
static uint64_t used(enum v8scope_detail detail, uint64_t bytes, uint64_t cpus)
{
	uint64_t sum = 0;

	for (int ring = 0; ring < V8SCOPE_RINGS; ring++) {
		sum += (v8scope_rings_num_subbuf(ring) + 1) * cpus *
		       v8scope_rings_subbuf_size(ring, detail, bytes, cpus, page);
	}
	return sum;
}

static void all_rings_are_within_the_size(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(details); i++) {
		for (uint64_t cpus = 1; cpus <= 512; cpus = cpus * 3 / 2 + 1) {
			uint64_t least = v8scope_rings_minimum(details[i], cpus, page);

			for (uint64_t bytes = least; bytes < UINT64_C(1) << 40;
				bytes = bytes * 5 / 3) {
				uint64_t in_use = used(details[i], bytes, cpus);

				assert_true(in_use <= bytes);
				/* Sub-buffers are powers of 2: not much less than half is used. */
				assert_true(in_use >= bytes * 7 / 16);
			}
		}
	}
}

static void every_ring_has_its_part_of_the_least_size(void **state)
{
	(void)state;
	for (uint64_t cpus = 1; cpus <= 512; cpus++) {
		for (size_t i = 0; i < G_N_ELEMENTS(details); i++) {
			uint64_t least = v8scope_rings_minimum(details[i], cpus, page);

			for (int ring = 0; ring < V8SCOPE_RING_DETAIL + (int)i; ring++) {
				assert_true(v8scope_rings_subbuf_size(
						    ring, details[i], least, cpus, page) >= page);
			}
		}
	}
}

static void less_is_too_little(void **state)
{
	uint64_t least = v8scope_rings_minimum(V8SCOPE_DETAIL_CENSUS, 8, page);

	(void)state;
	assert_int_equal(v8scope_rings_subbuf_size(
				 V8SCOPE_RING_LOADED, V8SCOPE_DETAIL_CENSUS, least - 8, 8, page),
		0);
}

static void scopes_have_no_ring_at_census_detail(void **state)
{
	(void)state;
	assert_int_equal(v8scope_rings_subbuf_size(V8SCOPE_RING_DETAIL, V8SCOPE_DETAIL_CENSUS,
				 UINT64_C(1) << 30, 2, page),
		0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_rings_are_within_the_size),
		cmocka_unit_test(every_ring_has_its_part_of_the_least_size),
		cmocka_unit_test(less_is_too_little),
		cmocka_unit_test(scopes_have_no_ring_at_census_detail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
