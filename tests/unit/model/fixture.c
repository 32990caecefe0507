/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

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
