/* SPDX-License-Identifier: MIT */
#include "bt_error.h"

#include <babeltrace2/babeltrace.h>

char *v8scope_bt_error_strip_details(const char *message)
{
	GRegex *details = g_regex_new("(: [a-z][a-z0-9-]*=.*|[.]$)", G_REGEX_DOTALL, 0, NULL);
	char *text = g_regex_replace_literal(details, message, -1, 0, "", 0, NULL);

	g_regex_unref(details);
	return text ? text : g_strdup(message);
}

static char *copy_root_cause(const bt_error *error)
{
	if (!error || bt_error_get_cause_count(error) == 0) {
		return NULL;
	}
	return v8scope_bt_error_strip_details(
		bt_error_cause_get_message(bt_error_borrow_cause_by_index(error, 0)));
}

char *v8scope_bt_error_root_cause(void)
{
	const bt_error *error = bt_current_thread_take_error();
	char *cause = copy_root_cause(error);

	if (error) {
		bt_current_thread_move_error(error);
	}
	return cause;
}

char *v8scope_bt_error_take_root_cause(void)
{
	const bt_error *error = bt_current_thread_take_error();
	char *cause = copy_root_cause(error);

	if (error) {
		bt_error_release(error);
	}
	return cause ? cause : g_strdup("babeltrace2 does not say why");
}

void v8scope_bt_error_take(GError **error, enum v8scope_exit_status status, const char *what)
{
	char *cause = v8scope_bt_error_take_root_cause();

	g_set_error(error, V8SCOPE_EXIT_ERROR, (int)status, "%s: %s", what, cause);
	g_free(cause);
}
