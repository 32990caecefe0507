#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A session that starts while another one records the same program is told all of it as well:
# what there is to know is said once all its events are enabled, not only the other one's.
. "$(dirname "$0")/lib.sh"
use_sessiond
readonly late_sessions=8
first=$(session_name)
session=$first
cleanup() {
	kill "$pid" 2>/dev/null || true
	lttng --quiet destroy --no-wait "$first" || true
	[ "$session" = "$first" ] || lttng --quiet destroy --no-wait "$session" || true
	cleanup_work
}

# begin_session NAME PID: of censuses, which is written as it goes on.
begin_session() {
	lttng --quiet create "$1" --output="$work/$1"
	track_nothing "$1"
	lttng --quiet track --userspace --session="$1" --vpid="$2"
	lttng --quiet enable-channel --userspace --session="$1" --switch-timer=100000 metadata
	lttng --quiet enable-channel --userspace --session="$1" --switch-timer=100000 state
	lttng --quiet enable-event --userspace --session="$1" --channel=state --loglevel=INFO 'v8:*'
	lttng --quiet enable-event --userspace --session="$1" --channel=state \
		'lttng_ust_statedump:*'
	lttng --quiet add-context --userspace --session="$1" --channel=state -t vpid
	lttng --quiet start "$1"
}

# Censuses that the other session has are not the one that begins this.
is_told() {
	grep -q 'v8:census_end: .* cause = ( "start"' < <(babeltrace2 "$work/$1" 2>/dev/null)
}

# wait_until_told SESSION
wait_until_told() {
	local waited=0
	until is_told "$1"; do
		[ $((waited += 1)) -le 300 ] || fail "$1 has no census of its start"
		sleep 0.1
	done
}

V8SCOPE_GC=off LD_PRELOAD=$build/lib/libv8scope.so "$experiment" --heap-limit=4000 \
	>"$work/host.out" &
pid=$!
trap cleanup EXIT
begin_session "$first" "$pid"
wait_until_told "$first"
sleep 0.5 # so long that the isolate was there before the others
for _ in $(seq $late_sessions); do
	session=$(session_name)
	begin_session "$session" "$pid"
	wait_until_told "$session"
	lttng --quiet stop "$session"
	report "$session"
	lttng --quiet destroy "$session"
	expect_equal "what is missing" "begins-late no-end" "$(isolate "$session" '
		[.gaps[].kind | select(. != "censuses-incomplete")] | join(" ")')"
	expect_equal "holders of that function" 1 "$(isolate "$session" \
		'[.holders[] | select(.function == "run_with_outer_scope")] | length')"
	session=$first
done
