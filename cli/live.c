/* SPDX-License-Identifier: MIT */
/* `v8scope live`: shows what holds the heap while the program runs. */
#include <glib.h>
#include <unistd.h>

#include "exit_status.h"
#include "live/end.h"
#include "live/loop.h"
#include "live/start.h"
#include "live/state.h"
#include "message.h"
#include "report/terminal.h"
#include "subcommand.h"
#include "terminal/screen.h"

static int run_live(int argc, char **argv)
{
	struct v8scope_live live = {.signals.fd = -1, .output.fd = -1};
	struct v8scope_terminal terminal;
	GError *error = NULL;
	int status;

	if (!v8scope_live_options_init(&live.options, argc, argv, &error)) {
		status = v8scope_fail(error);
		g_error_free(error);
		return status;
	}
	v8scope_terminal_inspect(&terminal, STDOUT_FILENO);
	live.view.ascii = v8scope_terminal_render_options(&terminal).ascii;
	if (v8scope_live_prepare(&live, &error) && v8scope_live_start(&live, &error)) {
		v8scope_live_run(&live);
		status = v8scope_live_finish(&live);
	} else {
		g_clear_pointer(&live.screen, v8scope_screen_close);
		status = v8scope_fail(error);
		g_error_free(error);
	}
	v8scope_live_fini(&live);
	return status;
}

const struct v8scope_subcommand v8scope_subcommand_live = {
	.name = "live",
	.summary = "Show what holds the heap while the program runs",
	.run = run_live,
	.help = v8scope_live_options_help,
};
