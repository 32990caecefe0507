#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A session that begins while a program runs is noticed where the program calls nothing that is
# hooked: at its next microtask checkpoint; or, if it called hooks up to then and V8 was spared
# its callback at checkpoints for that, at its next collection.
. "$(dirname "$0")/lib.sh"
use_sessiond
sessions=()
cleanup() {
	for session in "${sessions[@]}"; do
		lttng --quiet destroy --no-wait "$session" || true
	done
	cleanup_work
}
trap cleanup EXIT

# turns WAY: has the host's turns recorded; the events are $work/WAY.
turns() {
	local session
	session=$(session_name)
	sessions+=("$session")
	lttng --quiet create "$session" --output="$work/trace-$1"
	track_nothing "$session"
	lttng --quiet enable-channel --userspace --session="$session" all
	lttng --quiet enable-event --userspace --session="$session" --channel=all --loglevel=INFO 'v8:*'
	lttng --quiet enable-event --userspace --session="$session" --channel=all \
		v8:microtask_checkpoint_end
	(V8SCOPE_GC=off become_traced "$session" "$hosts/host_turns" "$1" \
		"lttng --quiet start $session" "lttng --quiet stop $session") \
		>"$work/$1.out" 2>"$work/err" || fail "host_turns $1: $(cat "$work/err")"
	babeltrace2 "$work/trace-$1" >"$work/$1"
	expect_equal "$1: isolates told of" 1 "$(grep -c ' v8:isolate_attach: ' "$work/$1" || true)"
	expect_at_least "$1: complete censuses" 1 "$(grep -c ' v8:census_end: ' "$work/$1" || true)"
	expect_equal "$1: checkpoints told of" 100 \
		"$(grep -c ' v8:microtask_checkpoint_end: ' "$work/$1" || true)"
}

# callbacks WAY: how often C++ allocated besides in 100 turns before the session. V8 copies its
# list of callbacks at each checkpoint, if there are any; newer ones do not.
callbacks() {
	"$hosts/host_turns" "$1" true true >"$work/bare.out"
	echo $(($(printed "$1" allocations) - $(printed bare allocations)))
}

for way in silent busy fallen; do
	turns $way
done
expect_equal "busy: callbacks at checkpoints" 0 "$(callbacks busy)"
expect_equal "fallen: callbacks at checkpoints" "$(callbacks silent)" "$(callbacks fallen)"
