/* SPDX-License-Identifier: MIT */
/* write_samples [FORMAT]: prints every sample report (as JSON), each followed by a zero byte. */
#include <stdio.h>

#include "render.h"
#include "samples.h"

int main(int argc, char **argv)
{
	static struct v8scope_report *(*const samples[])(void) = {
		sample_leak,
		sample_exact,
		sample_ok,
		sample_gaps,
		sample_unknown,
		sample_hostile,
		sample_stacks,
		sample_markup,
		sample_symbols,
		sample_empty,
	};
	const struct v8scope_render_options options = {0};
	const struct v8scope_render_format *format =
		v8scope_render_format_find(argc > 1 ? argv[1] : "json");

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		struct v8scope_report *report = samples[i]();
		bool written = v8scope_render(format, report, &options, stdout);

		v8scope_report_destroy(report);
		if (!written || putchar('\0') == EOF) {
			return 1;
		}
	}
	return fflush(stdout) == 0 ? 0 : 1;
}
