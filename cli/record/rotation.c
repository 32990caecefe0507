/* SPDX-License-Identifier: MIT */
#include "rotation.h"

#include <glib.h>
#include <lttng/lttng.h>
#include <string.h>

#include "../units.h"

/* LTTng looks at sizes once a second, and each part has files and metadata of its own. */
static const uint64_t least_bytes = 64 * 1024;
static const uint64_t least_ms = 1000;

bool v8scope_rotation_parse(const char *text, struct v8scope_rotation *rotation)
{
	*rotation = (struct v8scope_rotation){0};
	if (v8scope_parse_duration(text, &rotation->period_ms)) {
		return rotation->period_ms >= least_ms;
	}
	return v8scope_parse_bytes(text, &rotation->bytes) && rotation->bytes >= least_bytes;
}

bool v8scope_rotation_is_wanted(const struct v8scope_rotation *rotation)
{
	return rotation->bytes > 0 || rotation->period_ms > 0;
}

struct lttng_rotation_schedule *v8scope_rotation_create_schedule(
	const struct v8scope_rotation *rotation)
{
	struct lttng_rotation_schedule *schedule;

	if (rotation->bytes > 0) {
		schedule = lttng_rotation_schedule_size_threshold_create();
		if (schedule) {
			lttng_rotation_schedule_size_threshold_set_threshold(
				schedule, rotation->bytes);
		}
		return schedule;
	}
	schedule = lttng_rotation_schedule_periodic_create();
	if (schedule) {
		lttng_rotation_schedule_periodic_set_period(schedule, rotation->period_ms * 1000);
	}
	return schedule;
}

char *v8scope_rotation_archives(const char *path)
{
	return g_build_filename(path, "archives", NULL);
}

/* Of "BEGIN-END-NUMBER", which counts from 0. */
static uint64_t part_number(const char *name)
{
	const char *number = strrchr(name, '-');

	return number ? g_ascii_strtoull(number + 1, NULL, 10) + 1 : 0;
}

uint64_t v8scope_rotation_last_part(const char *path)
{
	char *archives = v8scope_rotation_archives(path);
	GDir *dir = g_dir_open(archives, 0, NULL);
	const char *name;
	uint64_t last = 0;

	while (dir && (name = g_dir_read_name(dir))) {
		last = MAX(last, part_number(name));
	}
	if (dir) {
		g_dir_close(dir);
	}
	g_free(archives);
	return last;
}
