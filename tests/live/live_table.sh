#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `v8scope live` in a terminal (tmux's): the outer scope is seen growing within 2 s of the
# first full collection; keys sort, hold, show help and end it; a small terminal will do; the
# terminal is as it was afterwards, and nothing is left behind, however it ends.
. "$(dirname "$0")/lib.sh"

export LC_ALL=C.UTF-8 TMPDIR=$work/tmp
mkdir "$TMPDIR"
terminals=0 # so many were opened

in_tmux() {
	tmux -L "v8scope-test-$$-$terminals" -f /dev/null "$@" </dev/null
}

cleanup() {
	in_tmux kill-server 2>/dev/null || true
	cleanup_work
}
trap cleanup EXIT

screen() {
	in_tmux capture-pane -p
}

press() {
	in_tmux send-keys "$@"
}

# wait_for WHAT PATTERN: until the screen has a line that matches; the screen is $work/screen.
wait_for() {
	for _ in $(seq 200); do
		screen >"$work/screen"
		if grep -Eq -- "$2" "$work/screen"; then
			return
		fi
		sleep 0.1
	done
	fail "$1: no line matches $2: $(cat "$work/screen")"
}

# live NAME COMMAND...: in a new terminal, of which a shell notes the state before and after. Its
# status will be in $work/NAME.status, when the command began in $work/NAME.start.
live() {
	local name=$1
	shift
	cat >"$work/$name.sh" <<-END
		stty -g >"$work/$name.before"
		"$v8scope" live --interval=500ms -- sh -c 'date +%s.%N >"\$0"; exec "\$@"' \
			"$work/$name.start" $*
		echo \$? >"$work/$name.status.new"
		stty -g >"$work/$name.after"
		mv "$work/$name.status.new" "$work/$name.status"
		exec sleep 60
	END
	in_tmux kill-server 2>/dev/null || true
	terminals=$((terminals + 1))
	in_tmux new-session -d -x 110 -y 24 "exec bash '$work/$name.sh'"
}

# The process of v8scope itself becomes $pid, what it has started $started.
find_processes() {
	pid=$(pgrep -P "$(in_tmux list-panes -F '#{pane_pid}')")
	started=$(pgrep -d ' ' -P "$pid")
	expect_equal "processes started: the command and a daemon" 2 "$(wc -w <<<"$started")"
}

# over NAME STATUS: it ends with that status, and leaves the terminal and the machine as they were.
over() {
	for _ in $(seq 300); do
		[ -e "$work/$1.status" ] && break
		sleep 0.1
	done
	[ -e "$work/$1.status" ] || fail "$1: it does not end: $(screen)"
	expect_equal "$1: status" "$2" "$(cat "$work/$1.status")"
	expect_equal "$1: the terminal's settings" "$(cat "$work/$1.before")" "$(cat "$work/$1.after")"
	for process in $started; do
		[ ! -e "/proc/$process" ] || fail "$1: left behind: $(ps -o args= -p "$process")"
	done
	rm -f "$TMPDIR"/v8scope-output-*
	expect_equal "$1: files left behind" "" "$(ls -A "$TMPDIR")"
	expect_equal "$1: sessions left behind" 0 \
		"$(lttng --no-sessiond list 2>/dev/null | grep -c "v8scope-$pid-" || true)"
}

# The figure of the outer scope under that title.
figure() {
	awk -v title="$1" '
		/GROWTH .*HOLDER/ { at = index($0, title) + length(title) - 1 }
		/ run_with_outer_scope/ { text = substr($0, 1, at); sub(/.*  /, "", text); print text }
	' "$work/screen"
}

# Seen growing: bytes, not just handles. How long that took since the command began, which is
# before its first collection; a machine may be busy, so three attempts are made.
within=no
for attempt in 1 2 3; do
	live growing "$experiment" --iterations=100000000
	wait_for "the outer scope grows" '[1-9][0-9.]* [KM]iB .* run_with_outer_scope experiment.c:'
	find_processes
	took=$(date +%s.%N | awk -v start="$(cat "$work/growing.start")" '{ print $1 - start }')
	echo "attempt $attempt: seen growing after $took s"
	if awk -v took="$took" 'BEGIN { exit !(took <= 2) }'; then
		within=yes
		break
	fi
	press q
	over growing 0
	rm "$work/growing.status"
done
expect_equal "seen growing within 2 s" yes $within
wait_for "its verdict is a leak" 'so far: leak'
handles=$(figure HANDLES | tr -d ,)
growth=$(figure GROWTH/S)
expect_match "growth per second is told" '^[0-9.]+ [KM]iB/s$' <(echo "$growth")
expect_match "handles per checkpoint are told" '^3\.[0-9]$' <(figure /CHECKPOINT)
sleep 2
screen >"$work/screen"
expect_at_least "handles 2 s later" $((handles + 1)) "$(figure HANDLES | tr -d ,)"

# Held: the title alone goes on.
press Space
wait_for "it is held" '^v8scope live .* held'
tail -n +2 "$work/screen" >"$work/held"
sleep 1.5
screen >"$work/screen"
tail -n +2 "$work/screen" | cmp "$work/held" - || fail "a held table changes: $(screen)"
echo "ok: a held table stays as it is"
press Space
wait_for "it goes on" 'space hold'
sleep 1
screen >"$work/screen"
[ "$(cat "$work/held")" != "$(tail -n +2 "$work/screen")" ] || fail "the table does not go on"

# A small terminal, and back.
in_tmux resize-window -x 40 -y 10
wait_for "a small terminal" '^q end '
sleep 1
wait_for "a small terminal shows the holder" '[KM]iB +[0-9,]+ +run_with_out'
expect_equal "its last line" 10 "$(grep -n '^q end ' "$work/screen" | cut -d: -f1)"
press '?'
wait_for "help" '^space +hold the table'
press '?'
in_tmux resize-window -x 110 -y 24
wait_for "a large terminal again" '/CHECKPOINT .* HOLDER'

# What the command prints is in a file; the last table stays.
press q
for _ in $(seq 100); do
	[ -e "$work/growing.status" ] && break
	sleep 0.1
done
screen >"$work/screen"
expect_match "the last table stays" 'run_with_outer_scope experiment.c:' "$work/screen"
output=$(sed -n 's/^v8scope: what the command printed: //p' "$work/screen")
expect_match "what the command printed" '^Handles: ' "$output"
over growing 0

# Rows come in the order that was asked for.
first_row() {
	screen | awk 'found == 1 { print; found = 2 } / HOLDER$/ { found += 1 }'
}
live sorted "$hosts/host_growth" globals 100000000
wait_for "two holders" ' call_once growth.cc'
find_processes
press Space
wait_for "it is held" ' held'
expect_match "the largest comes first" 'keep_promise' <(first_row)
press n
wait_for "sorted by name" 's sort: name'
expect_match "by name" 'call_once' <(first_row)
press r
sleep 0.5
screen >"$work/screen"
if grep -q call_once < <(first_row); then
	fail "r does not turn the order round: $(cat "$work/screen")"
fi
press r g
wait_for "sorted by growth" 's sort: growth'
expect_match "by growth again" 'keep_promise' <(first_row)

# Ctrl-C, as with any program.
press C-c
over sorted 130

# ended NAME STATUS: ends by what the function NAME does.
ended() {
	live "$1" "$experiment" --iterations=100000000
	wait_for "$1: it runs" 'run_with_outer_scope'
	find_processes
	"$1"
	over "$1" "$2"
}
# shellcheck disable=SC2317 # called by ended
termination() {
	kill -TERM "$pid"
}
# shellcheck disable=SC2317
its_own_death() {
	pkill -KILL -P "$pid" v8heap
}
ended termination 143
ended its_own_death 137
