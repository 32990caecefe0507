/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "isolate_walk.h"
#include "report.h"

static void every_name_leads_back_to_its_value(void **state)
{
	enum v8scope_verdict verdict;
	enum v8scope_evidence evidence;
	enum v8scope_holder_kind kind;

	(void)state;
	for (int i = 0; i <= V8SCOPE_VERDICT_INCONCLUSIVE; i++) {
		assert_true(v8scope_verdict_from_name(v8scope_verdict_name(i), &verdict));
		assert_int_equal(verdict, i);
	}
	for (int i = 0; i <= V8SCOPE_EVIDENCE_EXACT; i++) {
		assert_true(v8scope_evidence_from_name(v8scope_evidence_name(i), &evidence));
		assert_int_equal(evidence, i);
	}
	for (int i = 0; i <= V8SCOPE_HOLDER_KIND_UNEXPLAINED; i++) {
		assert_true(v8scope_holder_kind_from_name(v8scope_holder_kind_name(i), &kind));
		assert_int_equal(kind, i);
	}
}

static void unknown_names_are_refused(void **state)
{
	enum v8scope_verdict verdict = V8SCOPE_VERDICT_LATENT;

	(void)state;
	assert_false(v8scope_verdict_from_name("lea", &verdict));
	assert_false(v8scope_verdict_from_name(NULL, &verdict));
	assert_int_equal(verdict, V8SCOPE_VERDICT_LATENT);
	assert_string_equal(v8scope_verdict_name(99), "unknown");
}

static void report_owns_what_is_put_into_it(void **state)
{
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_isolate *isolate =
		v8scope_report_process_add_isolate(v8scope_report_add_process(report, 1), 0x10);
	struct v8scope_holder *holder =
		v8scope_report_isolate_add_holder(isolate, V8SCOPE_HOLDER_KIND_GLOBAL);
	struct v8scope_type_share *type = g_new0(struct v8scope_type_share, 1);

	(void)state;
	holder->ips = g_new0(uintptr_t, 3);
	holder->opened.function = g_strdup("main");
	holder->now.module = g_strdup("/bin/true");
	holder->advice = g_strdup("Reset it.");
	type->type = g_strdup("Promise");
	g_ptr_array_add(holder->types, type);
	isolate->reason = g_strdup("Because.");
	assert_int_equal(isolate->verdict, V8SCOPE_VERDICT_INCONCLUSIVE);
	v8scope_report_destroy(report);
	v8scope_report_destroy(NULL);
}

static void isolates_are_walked_in_order_past_processes_without_any(void **state)
{
	static const struct {
		int64_t pid;
		uintptr_t isolate;
	} expected[] = {{2, 0x10}, {2, 0x20}, {4, 0x10}};
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_isolate_walk walk = v8scope_isolate_walk_begin(report);

	(void)state;
	assert_false(v8scope_isolate_walk_next(&walk));
	for (int64_t pid = 1; pid <= 5; pid++) {
		struct v8scope_report_process *process = v8scope_report_add_process(report, pid);

		for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
			if (expected[i].pid == pid) {
				v8scope_report_process_add_isolate(process, expected[i].isolate);
			}
		}
	}
	walk = v8scope_isolate_walk_begin(report);
	for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
		assert_true(v8scope_isolate_walk_next(&walk));
		assert_int_equal(walk.process->pid, expected[i].pid);
		assert_int_equal(walk.isolate->isolate, expected[i].isolate);
	}
	assert_false(v8scope_isolate_walk_next(&walk));
	v8scope_report_destroy(report);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_leads_back_to_its_value),
		cmocka_unit_test(unknown_names_are_refused),
		cmocka_unit_test(report_owns_what_is_put_into_it),
		cmocka_unit_test(isolates_are_walked_in_order_past_processes_without_any),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
