/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "env.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "stacks.h"

struct v8scope_env v8scope_env = {
	.gc_policy = V8SCOPE_GC_POLICY_OFF,
	.census_interval_ms = 100,
	.stack_depth = 16,
};

static bool parse_number(const char *text, uint32_t maximum, uint32_t *number)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (end == text || *end != '\0' || text[0] == '-' || value > maximum) {
		return false;
	}
	*number = (uint32_t)value;
	return true;
}

static bool read_debug(const char *text)
{
	v8scope_env.debug = text[0] != '\0' && strcmp(text, "0") != 0;
	return true;
}

static bool read_gc(const char *text)
{
	static const char every[] = "every:";

	if (strcmp(text, "off") == 0) {
		v8scope_env.gc_policy = V8SCOPE_GC_POLICY_OFF;
		return true;
	}
	if (strcmp(text, "ends") == 0) {
		v8scope_env.gc_policy = V8SCOPE_GC_POLICY_ENDS;
		return true;
	}
	if (strncmp(text, every, sizeof(every) - 1) != 0 ||
		!parse_number(text + sizeof(every) - 1, UINT32_MAX, &v8scope_env.gc_interval_ms) ||
		v8scope_env.gc_interval_ms == 0) {
		return false;
	}
	v8scope_env.gc_policy = V8SCOPE_GC_POLICY_EVERY;
	return true;
}

static bool read_census_interval(const char *text)
{
	return parse_number(text, UINT32_MAX, &v8scope_env.census_interval_ms);
}

static bool read_stack_depth(const char *text)
{
	return parse_number(text, V8SCOPE_STACK_DEPTH_MAX, &v8scope_env.stack_depth);
}

/* Signals that no program needs for what they mean: USR1, USR2 and real-time ones. */
static bool parse_signal(const char *text, int *number)
{
	uint32_t value = 0;
	bool real_time = false;

	if (strncmp(text, "SIG", 3) == 0) {
		text += 3;
	}
	if (strcmp(text, "USR1") == 0) {
		value = SIGUSR1;
	} else if (strcmp(text, "USR2") == 0) {
		value = SIGUSR2;
	} else if (strcmp(text, "RTMIN") == 0) {
		value = (uint32_t)SIGRTMIN;
	} else if (strncmp(text, "RTMIN+", 6) == 0) {
		real_time = true;
		text += 6;
	}
	if (real_time || (text[0] >= '0' && text[0] <= '9')) {
		if (!parse_number(text, (uint32_t)SIGRTMAX, &value)) {
			return false;
		}
		value += real_time ? (uint32_t)SIGRTMIN : 0;
	}
	*number = (int)value;
	return *number == SIGUSR1 || *number == SIGUSR2 ||
	       (*number >= SIGRTMIN && *number <= SIGRTMAX);
}

static bool read_snapshot(const char *text)
{
	if (strcmp(text, "end") == 0) {
		v8scope_env.snapshot = V8SCOPE_SNAPSHOT_END;
		return true;
	}
	if (strcmp(text, "heap-limit") == 0) {
		v8scope_env.snapshot = V8SCOPE_SNAPSHOT_HEAP_LIMIT;
		return true;
	}
	if (!parse_signal(text, &v8scope_env.snapshot_signal)) {
		return false;
	}
	v8scope_env.snapshot = V8SCOPE_SNAPSHOT_SIGNAL;
	return true;
}

static bool read_snapshot_dir(const char *text)
{
	if (text[0] != '/') {
		return false;
	}
	v8scope_env.snapshot_dir = text;
	return true;
}

static bool read_control(const char *text)
{
	v8scope_env.control = text;
	return true;
}

/* Every variable that the runtime knows; README.md says what each is for. */
static const struct {
	const char *name;
	bool (*read)(const char *text);
	const char *expected;
} variables[] = {
	{"V8SCOPE_DEBUG", read_debug, "0 or 1"},
	{"V8SCOPE_GC", read_gc, "off, ends or every:MILLISECONDS"},
	{"V8SCOPE_CENSUS_INTERVAL", read_census_interval, "milliseconds"},
	{"V8SCOPE_STACK_DEPTH", read_stack_depth, "a number of frames up to 64"},
	{"V8SCOPE_SNAPSHOT", read_snapshot,
		"end, heap-limit, USR1, USR2, RTMIN+N or the number of such a signal"},
	{"V8SCOPE_SNAPSHOT_DIR", read_snapshot_dir, "an absolute path"},
	{"V8SCOPE_CONTROL", read_control, "a socket's path"},
};

void v8scope_env_read(void)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		const char *text = secure_getenv(variables[i].name);

		if (text != NULL && !variables[i].read(text)) {
			v8scope_log("%s=%s ignored: expected %s", variables[i].name, text,
				variables[i].expected);
		}
	}
}

const char *v8scope_env_gc_policy_text(void)
{
	static char every[32];

	switch (v8scope_env.gc_policy) {
	case V8SCOPE_GC_POLICY_ENDS:
		return "ends";
	case V8SCOPE_GC_POLICY_EVERY:
		snprintf(every, sizeof(every), "every:%u", v8scope_env.gc_interval_ms);
		return every;
	case V8SCOPE_GC_POLICY_OFF:
		break;
	}
	return "off";
}
