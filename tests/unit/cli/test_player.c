/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "replay/player.h"

#define SECOND ((int64_t)1000 * 1000 * 1000)

/* Frames at 0, 1, 2, 5 and 10 s; those at 1 and 5 s are full collections. */
struct rig {
	struct v8scope_timeline_isolate isolate;
	struct v8scope_player player;
};

static void add(struct rig *rig, int64_t seconds, enum v8scope_timeline_kind kind)
{
	struct v8scope_timeline_frame *frame = g_new0(struct v8scope_timeline_frame, 1);

	frame->kind = kind;
	frame->ts_ns = (1000 + seconds) * SECOND;
	g_ptr_array_add(rig->isolate.frames, frame);
}

static int setup(void **state)
{
	struct rig *rig = g_new0(struct rig, 1);

	rig->isolate.frames = g_ptr_array_new_with_free_func(g_free);
	add(rig, 0, V8SCOPE_TIMELINE_KIND_CENSUS);
	add(rig, 1, V8SCOPE_TIMELINE_KIND_FULL_GC);
	add(rig, 2, V8SCOPE_TIMELINE_KIND_CENSUS);
	add(rig, 5, V8SCOPE_TIMELINE_KIND_FULL_GC);
	add(rig, 10, V8SCOPE_TIMELINE_KIND_END);
	v8scope_player_init(&rig->player, &rig->isolate, 1);
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	g_ptr_array_unref(rig->isolate.frames);
	g_free(rig);
	return 0;
}

#define player_test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

static void assert_at(const struct v8scope_player *player, guint frame, int64_t position_ns)
{
	assert_int_equal(player->frame, frame);
	assert_int_equal(player->position_ns, position_ns);
}

static void time_passes_at_the_chosen_speed(void **state)
{
	struct v8scope_player *player = &((struct rig *)*state)->player;

	v8scope_player_advance(player, SECOND / 2);
	assert_at(player, 0, SECOND / 2);
	v8scope_player_advance(player, SECOND / 2);
	assert_at(player, 1, SECOND);
	player->speed = 4;
	v8scope_player_advance(player, SECOND);
	assert_at(player, 3, 5 * SECOND);
}

static void playing_stops_at_the_end(void **state)
{
	struct v8scope_player *player = &((struct rig *)*state)->player;

	v8scope_player_advance(player, 3600 * SECOND);
	assert_at(player, 4, 10 * SECOND);
	assert_true(v8scope_player_is_at_end(player));
	v8scope_player_advance(player, SECOND);
	assert_at(player, 4, 10 * SECOND);
}

static void at_full_speed_every_frame_is_shown(void **state)
{
	struct v8scope_player *player = &((struct rig *)*state)->player;

	player->speed = V8SCOPE_PLAYER_SPEED_MAX;
	for (guint i = 0; i < 4; i++) {
		assert_int_equal(player->frame, i);
		v8scope_player_advance(player, 3600 * SECOND);
	}
	assert_true(v8scope_player_is_at_end(player));
}

static void default_speed_plays_any_recording_in_the_same_time(void **state)
{
	struct rig *rig = *state;

	v8scope_player_init(&rig->player, &rig->isolate, 0);
	v8scope_player_advance(&rig->player, (V8SCOPE_PLAYER_DEFAULT_SECONDS - 1) * SECOND);
	assert_false(v8scope_player_is_at_end(&rig->player));
	v8scope_player_advance(&rig->player, SECOND + SECOND / 100);
	assert_true(v8scope_player_is_at_end(&rig->player));
}

static void pausing_holds_time(void **state)
{
	struct v8scope_player *player = &((struct rig *)*state)->player;

	v8scope_player_toggle_pause(player);
	v8scope_player_advance(player, 3 * SECOND);
	assert_at(player, 0, 0);
	v8scope_player_toggle_pause(player);
	v8scope_player_advance(player, 3 * SECOND);
	assert_at(player, 2, 3 * SECOND);
}

static void stepping_goes_from_moment_to_moment_and_pauses(void **state)
{
	struct v8scope_player *player = &((struct rig *)*state)->player;

	v8scope_player_advance(player, SECOND + SECOND / 2);
	assert_true(v8scope_player_step(player, 1));
	assert_at(player, 2, 2 * SECOND);
	assert_true(player->paused);
	assert_true(v8scope_player_step(player, -1));
	assert_true(v8scope_player_step(player, -1));
	assert_at(player, 0, 0);
	assert_false(v8scope_player_step(player, -1));
	assert_at(player, 0, 0);
	v8scope_player_end(player);
	assert_false(v8scope_player_step(player, 1));
	assert_at(player, 4, 10 * SECOND);
}

static void jumps_go_to_full_collections_only(void **state)
{
	struct v8scope_player *player = &((struct rig *)*state)->player;

	assert_true(v8scope_player_jump_full_gc(player, 1));
	assert_at(player, 1, SECOND);
	assert_true(player->paused);
	assert_true(v8scope_player_jump_full_gc(player, 1));
	assert_at(player, 3, 5 * SECOND);
	assert_false(v8scope_player_jump_full_gc(player, 1));
	assert_at(player, 3, 5 * SECOND);
	assert_true(v8scope_player_jump_full_gc(player, -1));
	assert_at(player, 1, SECOND);
	assert_false(v8scope_player_jump_full_gc(player, -1));
	assert_at(player, 1, SECOND);
}

static void going_on_at_the_end_begins_again(void **state)
{
	struct v8scope_player *player = &((struct rig *)*state)->player;

	v8scope_player_end(player);
	assert_at(player, 4, 10 * SECOND);
	v8scope_player_toggle_pause(player);
	assert_at(player, 0, 0);
	assert_false(player->paused);
	v8scope_player_home(player);
	assert_true(player->paused);
}

static void speed_doubles_and_halves_within_bounds(void **state)
{
	struct v8scope_player *player = &((struct rig *)*state)->player;

	v8scope_player_faster(player);
	assert_true(player->speed == 2);
	v8scope_player_slower(player);
	v8scope_player_slower(player);
	assert_true(player->speed == 0.5);
	for (int i = 0; i < 100; i++) {
		v8scope_player_slower(player);
	}
	assert_true(player->speed > 0);
	for (int i = 0; i < 100; i++) {
		v8scope_player_faster(player);
	}
	assert_true(player->speed < V8SCOPE_PLAYER_SPEED_MAX);
	player->speed = V8SCOPE_PLAYER_SPEED_MAX;
	v8scope_player_faster(player);
	assert_true(player->speed == V8SCOPE_PLAYER_SPEED_MAX);
	v8scope_player_slower(player);
	assert_true(player->speed == 0.5);
}

static void recording_of_one_moment_is_at_its_end(void **state)
{
	struct rig *rig = *state;

	g_ptr_array_set_size(rig->isolate.frames, 1);
	v8scope_player_init(&rig->player, &rig->isolate, 0);
	assert_true(v8scope_player_is_at_end(&rig->player));
	assert_true(rig->player.speed > 0);
	v8scope_player_advance(&rig->player, SECOND);
	v8scope_player_toggle_pause(&rig->player);
	assert_at(&rig->player, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		player_test(time_passes_at_the_chosen_speed),
		player_test(playing_stops_at_the_end),
		player_test(at_full_speed_every_frame_is_shown),
		player_test(default_speed_plays_any_recording_in_the_same_time),
		player_test(pausing_holds_time),
		player_test(stepping_goes_from_moment_to_moment_and_pauses),
		player_test(jumps_go_to_full_collections_only),
		player_test(going_on_at_the_end_begins_again),
		player_test(speed_doubles_and_halves_within_bounds),
		player_test(recording_of_one_moment_is_at_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
