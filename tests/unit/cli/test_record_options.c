/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <glib.h>

#include "exit_status.h"
#include "record/options.h"

#define MAX_ARGUMENTS 16

struct parsed {
	char **words; /* owned; argv borrows them, and is reordered */
	char *argv[MAX_ARGUMENTS];
	struct v8scope_record_options options;
	GError *error;
	bool ok;
};

/* `line` is split at blanks; "record" is put before it. */
static void parse(struct parsed *parsed, const char *line)
{
	int argc = 1;

	memset(parsed, 0, sizeof(*parsed));
	parsed->words = g_strsplit(line, " ", MAX_ARGUMENTS - 2);
	parsed->argv[0] = (char *)"record";
	for (char **word = parsed->words; *word; word++) {
		if (**word) {
			parsed->argv[argc++] = *word;
		}
	}
	parsed->ok =
		v8scope_record_options_init(&parsed->options, argc, parsed->argv, &parsed->error);
}

static void parsed_fini(struct parsed *parsed)
{
	if (parsed->ok) {
		v8scope_record_options_fini(&parsed->options);
	}
	g_clear_error(&parsed->error);
	g_strfreev(parsed->words);
}

static void assert_command(const char *line, const char *expected)
{
	struct parsed parsed;

	parse(&parsed, line);
	assert_true(parsed.ok);
	char *command = g_strjoinv(" ", parsed.options.command);
	assert_string_equal(command, expected);
	g_free(command);
	parsed_fini(&parsed);
}

static void assert_refused(const char *line, const char *because)
{
	struct parsed parsed;

	parse(&parsed, line);
	assert_false(parsed.ok);
	assert_int_equal(v8scope_exit_status_of(parsed.error), V8SCOPE_EXIT_STATUS_USAGE);
	if (!strstr(parsed.error->message, because)) {
		fail_msg("'%s' does not say '%s'", parsed.error->message, because);
	}
	parsed_fini(&parsed);
}

static void defaults_are_census_and_gc_at_the_ends(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "prog");
	assert_true(parsed.ok);
	assert_int_equal(parsed.options.detail, V8SCOPE_DETAIL_CENSUS);
	assert_string_equal(parsed.options.gc, "ends");
	assert_null(parsed.options.output);
	assert_null(parsed.options.stack_depth);
	assert_null(parsed.options.snapshot);
	assert_false(parsed.options.no_loss);
	parsed_fini(&parsed);
}

static void every_option_is_taken(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "-o out --detail=handles --gc=every:2m --stack-depth=64 --no-loss "
		       "-- prog");
	assert_true(parsed.ok);
	assert_string_equal(parsed.options.output, "out");
	assert_int_equal(parsed.options.detail, V8SCOPE_DETAIL_HANDLES);
	assert_string_equal(parsed.options.gc, "every:120000");
	assert_string_equal(parsed.options.stack_depth, "64");
	assert_true(parsed.options.no_loss);
	parsed_fini(&parsed);
}

static void a_trace_goes_to_one_place(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "--output-url=net://collector:1:2 prog");
	assert_true(parsed.ok);
	assert_string_equal(parsed.options.relay.host, "collector");
	assert_null(parsed.options.output);
	parsed_fini(&parsed);
	parse(&parsed, "prog");
	assert_true(parsed.ok);
	assert_null(parsed.options.relay.text);
	parsed_fini(&parsed);
}

static void assert_snapshot(const char *line, const char *expected)
{
	struct parsed parsed;

	parse(&parsed, line);
	assert_true(parsed.ok);
	assert_string_equal(parsed.options.snapshot, expected);
	assert_string_equal(parsed.options.command[0], "prog");
	parsed_fini(&parsed);
}

static void a_snapshot_without_a_time_is_at_the_end(void **state)
{
	(void)state;
	assert_snapshot("--snapshot prog", "end");
	assert_snapshot("--snapshot -o out prog --snapshot=USR2", "end");
	assert_snapshot("--snapshot=heap-limit prog", "heap-limit");
	assert_snapshot("--snapshot=SIGUSR2 -- prog", "12");
	assert_snapshot("--snapshot=12 prog", "12");
}

static void only_signals_to_spare_ask_for_snapshots(void **state)
{
	static const char *const bad[] = {"", "INT", "9", "RTMIN+", "RTMIN+99", "32", "65"};
	char *real_time = v8scope_record_parse_snapshot("RTMIN+2");
	char *expected = g_strdup_printf("%d", SIGRTMIN + 2);

	(void)state;
	assert_string_equal(real_time, expected);
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		assert_null(v8scope_record_parse_snapshot(bad[i]));
	}
	g_free(expected);
	g_free(real_time);
}

static void options_end_where_the_command_begins(void **state)
{
	(void)state;
	assert_command("prog -o x --help", "prog -o x --help");
	assert_command("-o out prog --detail=census", "prog --detail=census");
}

static void only_the_first_separator_is_ours(void **state)
{
	(void)state;
	assert_command("-- prog", "prog");
	assert_command("-- prog -x", "prog -x");
	assert_command("-- prog -- -x", "prog -- -x");
	assert_command("prog -- x", "prog -- x");
}

static void a_flight_recorder_has_a_size(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "prog");
	assert_int_equal(parsed.options.flight_bytes, 0);
	parsed_fini(&parsed);
	parse(&parsed, "--flight-recorder=4M prog");
	assert_int_equal(parsed.options.flight_bytes, 4 << 20);
	parsed_fini(&parsed);
}

static void parts_have_a_size_or_a_time(void **state)
{
	struct parsed parsed;

	(void)state;
	parse(&parsed, "prog");
	assert_false(v8scope_rotation_is_wanted(&parsed.options.rotation));
	parsed_fini(&parsed);
	parse(&parsed, "--rotate=10m prog");
	assert_int_equal(parsed.options.rotation.period_ms, 600000);
	assert_int_equal(parsed.options.rotation.bytes, 0);
	parsed_fini(&parsed);
	parse(&parsed, "--rotate=10M prog");
	assert_int_equal(parsed.options.rotation.period_ms, 0);
	assert_int_equal(parsed.options.rotation.bytes, 10 << 20);
	parsed_fini(&parsed);
}

static void bad_command_lines_are_refused(void **state)
{
	(void)state;
	assert_refused("", "no command");
	assert_refused("--", "no command");
	assert_refused("--no-such-option prog", "--no-such-option");
	assert_refused("--flight-recorder=0 prog", "--flight-recorder=0");
	assert_refused("--flight-recorder=4m prog", "size like");
	assert_refused("--rotate=0 prog", "--rotate=0");
	assert_refused("--rotate=63K prog", "at least 64K");
	assert_refused("--rotate=999ms prog", "at least 1s");
	assert_refused("--rotate=2d prog", "at most a day");
	assert_refused("--flight-recorder=4M --rotate=1M prog", "--rotate cannot be used");
	assert_refused("--flight-recorder=4M --no-loss prog", "--no-loss cannot be used");
	assert_refused("--detail=all prog", "census, scopes or handles");
	assert_refused("--gc=sometimes prog", "every:TIME");
	assert_refused("--gc=every:10 prog", "every:TIME");
	assert_refused("--stack-depth=65 prog", "0 to 64");
	assert_refused("--stack-depth=-1 prog", "0 to 64");
	assert_refused("--stack-depth=4x prog", "0 to 64");
	assert_refused("--stack-depth= prog", "0 to 64");
	assert_refused("--output= prog", "--output");
	assert_refused("-o", "-o");
	assert_refused("--output-url=collector prog", "net://HOST");
	assert_refused("-o out --output-url=net://collector prog", "not to both");
	assert_refused("--snapshot --output-url=net://collector prog", "no heap snapshots");
	assert_refused("--output-url=net://collector --snapshot=USR2 prog", "no heap snapshots");
	assert_refused("--output-url=net://collector --rotate=1M prog", "the whole of a trace");
	assert_refused(
		"--flight-recorder=4M --output-url=net://collector prog", "the whole of a trace");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_census_and_gc_at_the_ends),
		cmocka_unit_test(every_option_is_taken),
		cmocka_unit_test(a_trace_goes_to_one_place),
		cmocka_unit_test(a_snapshot_without_a_time_is_at_the_end),
		cmocka_unit_test(only_signals_to_spare_ask_for_snapshots),
		cmocka_unit_test(options_end_where_the_command_begins),
		cmocka_unit_test(only_the_first_separator_is_ours),
		cmocka_unit_test(a_flight_recorder_has_a_size),
		cmocka_unit_test(parts_have_a_size_or_a_time),
		cmocka_unit_test(bad_command_lines_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
