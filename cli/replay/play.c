/* SPDX-License-Identifier: MIT */
#include "play.h"

#include "../terminal/screen.h"
#include "player.h"
#include "view.h"

/* As often as it is drawn while it plays, and looks for signals while it stands. */
#define PLAYING_MS 40
#define STANDING_MS 500

struct playing {
	const struct v8scope_timeline *timeline; /* borrowed */
	struct v8scope_player player;
	guint isolate; /* the one that is played */
	double speed;  /* as asked for */
	bool help;
	bool done;
};

static void choose_isolate(struct playing *playing, guint isolate)
{
	playing->isolate = isolate;
	v8scope_player_init(&playing->player,
		g_ptr_array_index(playing->timeline->isolates, isolate), playing->speed);
}

static void next_isolate(struct playing *playing, guint step)
{
	guint count = playing->timeline->isolates->len;

	if (count > 1) {
		choose_isolate(playing, (playing->isolate + step) % count);
	}
}

static void press(struct playing *playing, int key)
{
	struct v8scope_player *player = &playing->player;

	switch (key) {
	case 'q':
	case V8SCOPE_KEY_CLOSED:
		playing->done = true;
		break;
	case '?':
		playing->help = !playing->help;
		break;
	case ' ':
		v8scope_player_toggle_pause(player);
		break;
	case '.':
	case V8SCOPE_KEY_RIGHT:
		v8scope_player_step(player, 1);
		break;
	case ',':
	case V8SCOPE_KEY_LEFT:
		v8scope_player_step(player, -1);
		break;
	case 'g':
		v8scope_player_jump_full_gc(player, 1);
		break;
	case 'G':
		v8scope_player_jump_full_gc(player, -1);
		break;
	case V8SCOPE_KEY_HOME:
		v8scope_player_home(player);
		break;
	case V8SCOPE_KEY_END:
		v8scope_player_end(player);
		break;
	case '+':
	case '=':
		v8scope_player_faster(player);
		break;
	case '-':
		v8scope_player_slower(player);
		break;
	case '\t':
		next_isolate(playing, 1);
		break;
	case V8SCOPE_KEY_BACK_TAB:
		next_isolate(playing, playing->timeline->isolates->len - 1);
		break;
	default:
		break;
	}
}

static bool is_moving(const struct playing *playing)
{
	return !playing->help && !playing->player.paused &&
	       !v8scope_player_is_at_end(&playing->player);
}

static void run(struct playing *playing, struct v8scope_screen *screen)
{
	int64_t before_us = g_get_monotonic_time();

	while (!playing->done) {
		const struct v8scope_view view = {
			.player = &playing->player,
			.place = playing->isolate + 1,
			.count = playing->timeline->isolates->len,
			.help = playing->help,
		};
		bool moving = is_moving(playing);
		int key;
		int64_t now_us;

		v8scope_view_draw(screen, &view);
		key = v8scope_screen_key(screen, moving ? PLAYING_MS : STANDING_MS);
		now_us = g_get_monotonic_time();
		if (moving) {
			v8scope_player_advance(&playing->player, (now_us - before_us) * 1000);
		}
		before_us = now_us;
		press(playing, key);
	}
}

bool v8scope_play(const struct v8scope_timeline *timeline, double speed, GError **error)
{
	struct playing playing = {.timeline = timeline, .speed = speed};
	struct v8scope_screen *screen = v8scope_screen_open(error);

	if (!screen) {
		return false;
	}
	choose_isolate(&playing, 0);
	run(&playing, screen);
	v8scope_screen_close(screen);
	return true;
}
