/* SPDX-License-Identifier: MIT */
/* Prints the JUnit document of an isolate whose names are meant to break parsers. */
#include <stdio.h>

#include "check/results.h"

int main(void)
{
	const struct v8scope_limits limits = {.fails = {[V8SCOPE_VERDICT_LEAK] = true}};
	struct v8scope_report *report = v8scope_report_create();
	struct v8scope_report_process *process = v8scope_report_add_process(report, 1);
	struct v8scope_report_isolate *isolate = v8scope_report_process_add_isolate(process, 0x10);
	struct v8scope_check_results results;
	char *document;

	process->command = g_strdup("]]>\"/><x a='&amp;\x01\x1b[2J\x7f\xff\xef\xbf\xbf\n-->");
	isolate->verdict = V8SCOPE_VERDICT_LEAK;
	isolate->reason = g_strdup("<![CDATA[ \x02 & </failure>");
	v8scope_check_results_init(&results, "a\"<b>\x1f");
	results.problem = g_strdup("&\b</error>");
	v8scope_check_results_add(&results, &limits, report);
	document = v8scope_check_results_to_junit(&results);
	fputs(document, stdout);
	g_free(document);
	v8scope_check_results_fini(&results);
	v8scope_report_destroy(report);
	return 0;
}
