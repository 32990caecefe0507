/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"
#include "isolate_walk.h"

int fixture_setup(void **state)
{
	struct fixture *fixture = g_new0(struct fixture, 1);

	test_trace_init(&fixture->trace);
	test_isolate_init(&fixture->isolate, &fixture->trace, 42, 0x5500);
	*state = fixture;
	return 0;
}

int fixture_teardown(void **state)
{
	struct fixture *fixture = *state;

	v8scope_report_destroy(fixture->report);
	test_trace_fini(&fixture->trace);
	g_free(fixture);
	return 0;
}

const struct v8scope_report_isolate *report_of(struct fixture *fixture)
{
	v8scope_report_destroy(fixture->report);
	fixture->report = v8scope_model_build_report(fixture->trace.model);
	return test_only_isolate(fixture->report);
}

void check_isolate(const struct v8scope_report_isolate *isolate)
{
	double shares = 0;

	assert_non_null(isolate->reason);
	for (guint i = 0; i < isolate->holders->len; i++) {
		const struct v8scope_holder *holder = g_ptr_array_index(isolate->holders, i);

		shares += holder->share;
		assert_true(holder->share >= 0 && holder->share <= 1);
		if (holder->growth_bytes.known) {
			assert_true(holder->growth_low.value <= holder->growth_bytes.value);
			assert_true(holder->growth_bytes.value <= holder->growth_high.value);
		}
	}
	assert_true(shares < 1.001);
}

void check_report(const struct v8scope_report *report)
{
	struct v8scope_isolate_walk walk = v8scope_isolate_walk_begin(report);

	while (v8scope_isolate_walk_next(&walk)) {
		check_isolate(walk.isolate);
	}
}
