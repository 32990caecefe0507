/* SPDX-License-Identifier: MIT */
/*
 * The filter's iterator may be asked to begin again at any moment: the attribution
 * is that of a single pass. V8SCOPE_TEST_SEED=N runs the program of that seed alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "program.h"
#include "reader.h"
#include "rig.h"

#define SEEDS 100

enum seek {
	SEEK_NEVER,
	SEEK_IN_THE_OUTPUT,
	SEEK_WHILE_READING,
	SEEK_BY_TIME,
	SEEK_COUNT,
};

/* One process of the program; at `again` of its events upstream has nothing yet. */
static void write_script(struct script *script, const struct program *program, guint again)
{
	script->vpid = program->isolates[0].pid;
	for (guint i = 0; i < program->recording.events->len; i++) {
		const struct v8scope_event *event = &recording_at(&program->recording, i)->event;

		if (i == again) {
			script_add(script, STEP_AGAIN, 0);
		}
		if (event->pid == script->vpid) {
			script_add_event(script, event);
		}
	}
}

static char *read_report(const struct rig *rig)
{
	struct v8scope_derived_reader *reader = v8scope_derived_reader_create();
	char *text;

	for (guint i = 0; i < rig->messages->len; i++) {
		const bt_message *message = g_ptr_array_index(rig->messages, i);

		if (bt_message_get_type(message) == BT_MESSAGE_TYPE_EVENT) {
			assert_int_equal(v8scope_derived_reader_read(reader,
						 bt_message_event_borrow_event_const(message)),
				V8SCOPE_DERIVED_READER_STATUS_OK);
		}
	}
	text = report_text(v8scope_derived_reader_get_report(reader));
	v8scope_derived_reader_destroy(reader);
	return text;
}

/* `messages` is how many a single pass gives; set by it. */
static char *run(const struct program *program, enum seek seek, GRand *rand, guint *messages)
{
	struct script script;
	struct rig rig;
	char *text;
	bt_graph_run_status status;

	script_init(&script);
	write_script(&script, program,
		(guint)g_rand_int_range(rand, 0, (gint32)program->recording.events->len));
	rig_init(&rig, &script);
	rig.seek_again = seek == SEEK_WHILE_READING;
	rig.seek_by_time = seek == SEEK_BY_TIME;
	if (seek == SEEK_IN_THE_OUTPUT || seek == SEEK_BY_TIME) {
		rig.seek_after = (guint)g_rand_int_range(rand, 1, (gint32)*messages);
	}
	rig_add_attribute(&rig);
	rig_add_collector(&rig);
	do {
		status = bt_graph_run(rig.graph);
	} while (status == BT_GRAPH_RUN_STATUS_AGAIN);
	assert_int_equal(status, BT_GRAPH_RUN_STATUS_OK);
	assert_int_equal(script.seeks > 0, seek != SEEK_NEVER);
	text = read_report(&rig);
	*messages = rig.messages->len;
	rig_fini(&rig);
	script_fini(&script);
	return text;
}

static void check(uint32_t seed)
{
	GRand *rand = g_rand_new_with_seed(seed);
	struct program program;
	char *expected;
	guint messages = 0;

	program_init(&program, seed);
	expected = run(&program, SEEK_NEVER, rand, &messages);
	for (enum seek seek = SEEK_IN_THE_OUTPUT; seek < SEEK_COUNT; seek++) {
		char *found = run(&program, seek, rand, &messages);

		if (strcmp(expected, found) != 0) {
			fail_msg("seed %u: a seek (%d) changes the report", seed, (int)seek);
		}
		g_free(found);
	}
	g_free(expected);
	program_fini(&program);
	g_rand_free(rand);
}

static void every_seek_gives_the_report_of_a_single_pass(void **state)
{
	const char *only = getenv("V8SCOPE_TEST_SEED");

	(void)state;
	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		check(only ? (uint32_t)strtoul(only, NULL, 10) : seed);
		if (only) {
			return;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_seek_gives_the_report_of_a_single_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
