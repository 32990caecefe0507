#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A recorded leak is played in a terminal: to its end, by its keys, in terminals of several
# sizes and kinds; and the terminal is given back as it was, however the replay ends.
here=$(dirname "$(realpath "$0")")
# shellcheck source=../live/lib.sh
source "$here/../live/lib.sh"

command -v tmux >/dev/null || { echo "skipped: no tmux to be the terminal"; exit 77; }
traces=$source_dir/demos/traces
leak=$traces/async-outer
export TZ=UTC

number=0

# A server each: one that is told to end may still be about it.
terminal() {
	tmux -S "$work/terminal.$number" -f /dev/null "$@"
}

end_terminal() {
	terminal kill-server 2>/dev/null || true
	cleanup_work
}
trap end_terminal EXIT

# open COLUMNSxROWS [NAME=VALUE...] ARGUMENT...: plays in a new terminal, whose modes before and
# after are in $work/modes.*, and the exit status in $work/status.
open() {
	local size=$1
	shift
	terminal kill-server 2>/dev/null || true
	number=$((number + 1))
	rm -f "$work"/modes.* "$work/status"
	local variables=(LC_ALL=C.UTF-8)
	while [[ $1 == *=* && $1 != -* ]]; do
		variables+=("$1")
		shift
	done
	cat >"$work/session" <<-EOF
		trap : INT # of the keyboard, the player's
		echo before
		stty -a | grep -v '^speed' >$work/modes.before
		env $(printf '%q ' "${variables[@]}") $v8scope replay $(printf '%q ' "$@")
		echo \$? >$work/status
		stty -a | grep -v '^speed' >$work/modes.after
		echo after
		sleep 600
	EOF
	terminal new-session -d -x "${size%x*}" -y "${size#*x}" "bash $work/session"
}

screen() {
	terminal capture-pane -p "$@"
}

# shows PATTERN: it does, before long.
shows() {
	local tries=0
	until grep -Eq -- "$1" < <(screen); do
		tries=$((tries + 1))
		[ "$tries" -lt 200 ] || fail "the screen never shows $1: $(screen)"
		sleep 0.1
	done
	echo "ok: the screen shows $1"
}

hides() {
	! grep -Eq -- "$1" < <(screen) || fail "the screen shows $1: $(screen)"
}

press() {
	terminal send-keys "$@"
}

# What a user has afterwards is what was there before.
given_back() {
	shows '^after$'
	grep -q '^before$' < <(screen) || fail "what was on the screen is gone: $(screen)"
	cmp -s "$work/modes.before" "$work/modes.after" ||
		fail "modes: $(diff "$work/modes.before" "$work/modes.after")"
	expect_equal "the cursor's visibility, the other screen" 10 \
		"$(terminal display-message -p '#{cursor_flag}#{alternate_on}')"
	expect_equal "the exit status" "$1" "$(cat "$work/status")"
}

"$v8scope" replay "$leak" --format=json | jq -s . >"$work/moments"

# of FILTER: what jq's filter finds in the leak's moments.
of() {
	jq -r "$1" "$work/moments"
}

# seconds INDEX: when that moment is, as the screen has it.
seconds() {
	of ".[$1].elapsed_ns" | awk '{ printf "%.3f", int($1 / 1e6 + 0.5) / 1000 }'
}

# moment INDEX: its status.
moment() {
	echo "$(seconds "$1")/$(seconds -1) s $(of ".[$1].moment") $(of ".[$1].number")/$(of \
		". as \$all | map(select(.moment == \$all[$1].moment)) | length")"
}

# commas NUMBER: with thousands set off.
commas() {
	echo "$1" | sed -E ':a; s/([0-9])([0-9]{3})($|,)/\1,\2\3/; ta'
}

# The last census at which the leak is whole, and what it says; full collections.
whole=$(of 'to_entries | map(select(.value.moment == "census" and .value.handles > 1000)) | last.key')
back=$(($(of length) - 1 - whole))
handles=$(commas "$(of ".[$whole].handles")")
held=$(commas "$(of ".[$whole].promises.in_scopes")")
mapfile -t fulls < <(of 'to_entries[] | select(.value.moment == "full-gc") | .key')

# To that census.
go_to_whole() {
	press End
	for ((i = 0; i < back; i++)); do
		press ,
	done
	shows "^paused $(moment "$whole") "
}

open 80x24 "$leak" --speed=max
shows "^verdict: leak   heap grew [0-9.]+ MiB over ${#fulls[@]} full GCs"
shows "^ended $(seconds -1)/$(seconds -1) s end max "
shows " $handles .* closed$"
press q
given_back 0

# So slowly that only keys move it.
open 80x24 "$leak" --speed=0.001
shows "^playing 0\.00./$(seconds -1) s census 1/[0-9]+ x0\.001 "
shows '^so far: inconclusive '
press .
shows "^paused $(moment 1) "
press Right
shows "^paused $(moment 2) "
press .
shows "^paused $(moment 3) "
press ,
shows "^paused $(moment 2) "
press Left
shows "^paused $(moment 1) "
press Home
shows "^paused $(moment 0) "
press g
shows "^paused $(moment "${fulls[0]}") "
press g
shows "^paused $(moment "${fulls[1]}") "
press g
shows "^paused $(moment "${fulls[2]}") "
press G
shows "^paused $(moment "${fulls[1]}") "
press Home Space
shows '^playing '
press Space
shows '^paused '
press +
shows ' x0\.002 '
press - -
shows ' x0\.0005 '
press '?'
shows '^tab +the next isolate'
hides 'full GCs'
press '?'
shows '^ +full GCs '
go_to_whole
shows '^so far: leak '
shows '^heap 2[0-9.]+ MiB   live 2[0-9.]+ MiB$'
shows "^promises held by scopes +$held █"
shows "^1 live scope, $handles handles +age$"
shows "^v8heapexperiment\+0x[0-9a-f]+ .* $handles █+ +[0-9.]+ m?s$"
shows '^ +2[0-9.]+ MiB .*█'
grep -Eq '^  full GCs ▲.*▲' < <(screen) || fail "full collections are not marked: $(screen)"
press End Space
shows '^playing 0\.000/'
press q
given_back 0

open 80x24 "$traces/async-outer-promises" --speed=max
shows '^promises made +1,501 █+$'
shows '^ +settled +1,501 █+$'
shows '^ended '

# Another isolate's turn.
open 80x24 "$traces" --speed=0.001
shows 'isolate 0x[0-9a-f]+, 1 of 5$'
press Tab
shows ', 2 of 5$'
press BTab BTab
shows ', 5 of 5$'
press Tab
shows ', 1 of 5$'

# Small, and of another size while it plays.
open 40x12 "$leak" --speed=0.001
shows '^q quit '
go_to_whole
for part in '^v8heapexperiment \(pid [0-9]+\)$' '^so far: leak ' '^heap 2' '^  2[0-9.]+ MiB ' '^  full GCs ▲' \
	"^promises: $held held" '^1 live scope,' "$handles █" '^q quit .* help$'; do
	shows "$part"
done
expect_match "the last row" '^q quit' <(screen | sed -n 12p)
terminal resize-window -x 100 -y 30
shows ' x0\.001 +█'
expect_match "the last row of a larger terminal" '^q quit' <(screen | sed -n 30p)
terminal resize-window -x 20 -y 5
shows '^too small'
terminal resize-window -x 60 -y 18
shows '^promises held by scopes '
expect_match "the last row of another one" '^q quit' <(screen | sed -n 18p)
press q
given_back 0

# What the terminal and its user can do without.
colors=$'\033''\[[0-9;]*3[1-7]m'
open 80x24 TERM=screen-256color "$leak" --speed=max
shows '^ended '
grep -Eq "$colors" < <(screen -e) || fail "no colours"
open 80x24 TERM=screen-256color NO_COLOR=1 "$leak" --speed=max
shows '^ended '
! grep -Eq "$colors" < <(screen -e) || fail "colours despite NO_COLOR"
open 80x24 LC_ALL=C "$leak" --speed=max
shows '^ended '
shows '^  full GCs \^'
shows '##'
! LC_ALL=C grep -q '[^ -~]' < <(screen) || fail "more than ASCII: $(screen)"
open 200x100 TERM=dumb "$leak"
shows '  end  .* leak '
given_back 0
open 200x100 "$leak" --once
shows '  end  .* leak '
given_back 0
echo "ok: colours, characters and terminals that cannot be drawn on"

# Told to end by a signal, or by the keyboard.
for signal in TERM HUP; do
	open 80x24 "$leak" --speed=0.001
	shows '^playing '
	kill "-$signal" "$(pgrep -P "$(terminal display-message -p '#{pane_pid}')" -x v8scope)"
	given_back $((128 + $(kill -l "$signal")))
done
open 80x24 "$leak" --speed=0.001
shows '^playing '
press C-c
given_back 130
