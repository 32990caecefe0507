/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../message.h"
#include "output.h"

enum { INDENT = 9, WIDTH = 96 };

/* Words, broken into lines; every line but the first is indented. */
static void write_wrapped(FILE *out, const char *text, size_t column)
{
	char *line = v8scope_one_line(text);
	char **words = g_strsplit(line, " ", -1);

	for (char **word = words; *word; word++) {
		size_t length = strlen(*word);

		if (word != words && column + 1 + length > WIDTH) {
			fprintf(out, "\n%*s", INDENT, "");
			column = INDENT;
		} else if (word != words) {
			putc(' ', out);
			column++;
		}
		fputs(*word, out);
		column += length;
	}
	putc('\n', out);
	g_strfreev(words);
	g_free(line);
}

static void write_finding(FILE *out, const struct v8scope_finding *finding)
{
	const char *label = finding->severity == V8SCOPE_SEVERITY_PROBLEM
				    ? "PROBLEM"
				    : v8scope_severity_name(finding->severity);

	fprintf(out, "%-*s", INDENT, label);
	write_wrapped(out, finding->what, INDENT);
	if (finding->meaning) {
		fprintf(out, "%*s", INDENT, "");
		write_wrapped(out, finding->meaning, INDENT);
	}
	if (finding->todo) {
		fprintf(out, "%*s-> ", INDENT, "");
		write_wrapped(out, finding->todo, INDENT + 3);
	}
}

bool v8scope_doctor_write_text(FILE *out, const struct v8scope_findings *findings,
	const struct v8scope_observation *observation)
{
	enum v8scope_exit_status status = v8scope_findings_status(findings);

	for (guint i = 0; i < findings->list->len; i++) {
		write_finding(out, &g_array_index(findings->list, struct v8scope_finding, i));
	}
	if (status == V8SCOPE_EXIT_STATUS_OK) {
		fputs(observation ? "\nIt works: v8scope record -- COMMAND\n"
				  : "\nRecording works here. To try a program: v8scope doctor -- "
				    "COMMAND\n",
			out);
	}
	return fflush(out) == 0 && !ferror(out);
}
