/* SPDX-License-Identifier: MIT */
#include "player.h"

#define SECOND_NS 1e9

/* Neither a day in a blink nor a blink in a day is worth more. */
#define FASTEST 1e6
#define SLOWEST 1e-6

static const struct v8scope_timeline_frame *frame_at(
	const struct v8scope_player *player, guint index)
{
	return g_ptr_array_index(player->isolate->frames, index);
}

static int64_t time_of(const struct v8scope_player *player, guint index)
{
	return frame_at(player, index)->ts_ns - frame_at(player, 0)->ts_ns;
}

static guint last_frame(const struct v8scope_player *player)
{
	return player->isolate->frames->len - 1;
}

int64_t v8scope_player_duration(const struct v8scope_player *player)
{
	return time_of(player, last_frame(player));
}

/* Plays the whole in that time. */
static double speed_for(const struct v8scope_player *player, double seconds)
{
	return CLAMP(
		(double)v8scope_player_duration(player) / SECOND_NS / seconds, SLOWEST, FASTEST);
}

void v8scope_player_init(
	struct v8scope_player *player, const struct v8scope_timeline_isolate *isolate, double speed)
{
	*player = (struct v8scope_player){.isolate = isolate, .speed = speed};
	if (speed <= 0) {
		player->speed = speed_for(player, V8SCOPE_PLAYER_DEFAULT_SECONDS);
	}
}

const struct v8scope_timeline_frame *v8scope_player_frame(const struct v8scope_player *player)
{
	return frame_at(player, player->frame);
}

bool v8scope_player_is_at_end(const struct v8scope_player *player)
{
	return player->frame == last_frame(player);
}

static void go_to(struct v8scope_player *player, guint frame)
{
	player->frame = frame;
	player->position_ns = time_of(player, frame);
}

void v8scope_player_advance(struct v8scope_player *player, int64_t elapsed_ns)
{
	double position;

	if (player->paused || v8scope_player_is_at_end(player)) {
		return;
	}
	if (player->speed >= V8SCOPE_PLAYER_SPEED_MAX) {
		go_to(player, player->frame + 1);
		return;
	}
	position = (double)player->position_ns + (double)elapsed_ns * player->speed;
	position = MIN(position, (double)v8scope_player_duration(player));
	player->position_ns = (int64_t)position;
	while (!v8scope_player_is_at_end(player) &&
		time_of(player, player->frame + 1) <= player->position_ns) {
		player->frame++;
	}
}

bool v8scope_player_step(struct v8scope_player *player, int direction)
{
	player->paused = true;
	if (direction > 0 ? v8scope_player_is_at_end(player) : player->frame == 0) {
		return false;
	}
	go_to(player, direction > 0 ? player->frame + 1 : player->frame - 1);
	return true;
}

bool v8scope_player_jump_full_gc(struct v8scope_player *player, int direction)
{
	guint frame = player->frame;

	player->paused = true;
	while (direction > 0 ? frame < last_frame(player) : frame > 0) {
		frame = direction > 0 ? frame + 1 : frame - 1;
		if (frame_at(player, frame)->kind == V8SCOPE_TIMELINE_KIND_FULL_GC) {
			go_to(player, frame);
			return true;
		}
	}
	return false;
}

void v8scope_player_home(struct v8scope_player *player)
{
	player->paused = true;
	go_to(player, 0);
}

void v8scope_player_end(struct v8scope_player *player)
{
	player->paused = true;
	go_to(player, last_frame(player));
}

void v8scope_player_toggle_pause(struct v8scope_player *player)
{
	if (v8scope_player_is_at_end(player)) {
		go_to(player, 0);
		player->paused = false;
	} else {
		player->paused = !player->paused;
	}
}

void v8scope_player_faster(struct v8scope_player *player)
{
	if (player->speed < V8SCOPE_PLAYER_SPEED_MAX) {
		player->speed = MIN(player->speed * 2, FASTEST);
	}
}

void v8scope_player_slower(struct v8scope_player *player)
{
	player->speed = player->speed >= V8SCOPE_PLAYER_SPEED_MAX
				? speed_for(player, V8SCOPE_PLAYER_DEFAULT_SECONDS)
				: MAX(player->speed / 2, SLOWEST);
}
