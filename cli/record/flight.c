/* SPDX-License-Identifier: MIT */
#include "flight.h"

#include <glib.h>
#include <unistd.h>

#include "../message.h"
#include "../units.h"

/* V8 ends a program at once when nobody raises its limit. */
static const int64_t grace_us = 500 * 1000;
/* A program that raises its own limit comes near to it again and again. */
static const int64_t first_pause_us = 10 * G_USEC_PER_SEC;
static const unsigned int max_doublings = 10;

/* Between censuses that no full collection causes. */
#define CENSUS_INTERVAL_MS "10000"

void v8scope_flight_announce(void)
{
	v8scope_message("flight recorder: 'kill -" V8SCOPE_FLIGHT_SIGNAL_NAME
			" %ld' has it write what it holds",
		(long)getpid());
}

char **v8scope_flight_add_environment(char **env)
{
	return g_environ_setenv(env, "V8SCOPE_CENSUS_INTERVAL", CENSUS_INTERVAL_MS, FALSE);
}

void v8scope_flight_note_heap_limit(struct v8scope_flight *flight)
{
	if (flight->heap_limit_us == 0) {
		flight->heap_limit_us = g_get_monotonic_time();
	}
}

bool v8scope_flight_heap_limit_is_due(struct v8scope_flight *flight)
{
	int64_t now = g_get_monotonic_time();

	if (flight->heap_limit_us == 0 || now < flight->heap_limit_us + grace_us ||
		now < flight->not_before_us) {
		return false;
	}
	flight->heap_limit_us = 0;
	flight->not_before_us = now + (first_pause_us << MIN(flight->heap_limits, max_doublings));
	flight->heap_limits++;
	return true;
}

void v8scope_flight_write(struct v8scope_flight *flight, struct v8scope_session *session,
	const struct v8scope_output *output)
{
	struct v8scope_output beside = {0};
	GError *error = NULL;

	if (!v8scope_output_init_beside(&beside, output, flight->written + 1, &error)) {
		v8scope_message("%s", error->message);
		g_error_free(error);
		return;
	}
	flight->written++;
	if (!v8scope_session_write_rings(session, beside.path, &error)) {
		v8scope_message("%s", error->message);
		g_error_free(error);
	} else if (v8scope_output_size(&beside) == 0) {
		v8scope_message("nothing has been recorded yet");
	} else {
		char *size = v8scope_format_size(v8scope_output_size(&beside));

		v8scope_message("what was in memory: %s (%s)", beside.name, size);
		v8scope_message_next(beside.name);
		g_free(size);
	}
	v8scope_output_remove_if_empty(&beside);
	v8scope_output_fini(&beside);
}
