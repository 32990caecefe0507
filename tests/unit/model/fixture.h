/* SPDX-License-Identifier: MIT */
/* The state of a test on one trace, and of most tests on one isolate of it. */
#ifndef V8SCOPE_TESTS_MODEL_FIXTURE_H
#define V8SCOPE_TESTS_MODEL_FIXTURE_H

#include "events.h"

struct fixture {
	struct test_trace trace;
	struct test_isolate isolate;
	struct v8scope_report *report; /* owned, NULL before report_of() */
};

/* cmocka's setup and teardown. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* Builds the report anew; valid until the next call or the test's end. */
const struct v8scope_report_isolate *report_of(struct fixture *fixture);

/* Fails unless the figures agree with each other, whatever they are. */
void check_isolate(const struct v8scope_report_isolate *isolate);
void check_report(const struct v8scope_report *report);

#define model_test(function)                                                                       \
	cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

#endif
