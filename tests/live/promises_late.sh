#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Sessions come and go while a program runs: with the last one go the weak handles on its
# promises, and the next begins anew.
. "$(dirname "$0")/lib.sh"
use_sessiond
session=$(session_name)

pid=
cleanup() {
	[ -z "$pid" ] || kill "$pid" 2>/dev/null || true
	lttng --quiet destroy --no-wait "$session" 2>/dev/null || true
	cleanup_work
}
trap cleanup EXIT

# global_bytes: what V8 has in global handles now, as the program says next.
global_bytes() {
	local lines
	lines=$(wc -l <"$work/late.out")
	for _ in $(seq 300); do
		[ "$(wc -l <"$work/late.out")" -le $((lines + 1)) ] || break
		sleep 0.1
	done
	printed late global_bytes
}

# listen NAME: a session of its own, in the midst of which the handles are looked at. What it
# recorded is of no interest.
listen() {
	lttng --quiet create "$session" --output="$work/$1"
	lttng --quiet enable-channel --userspace --session="$session" all
	lttng --quiet enable-event --userspace --session="$session" --channel=all 'v8:*'
	lttng --quiet start "$session"
	sleep 1
	during=$(global_bytes)
	lttng --quiet destroy --no-wait "$session"
	# Until the session daemon has told the program.
	for _ in $(seq 60); do
		after=$(global_bytes)
		[ "$after" -gt "$before" ] || break
		sleep 0.5
	done
	kill -0 "$pid" || fail "the program ended after session $1"
}

LD_PRELOAD=$build/lib/libv8scope.so "$hosts/host_promises" endless 2000 >"$work/late.out" &
pid=$!
before=$(global_bytes)
for name in first second; do
	listen $name
	# A thousand handles at least, of 24 bytes at least.
	expect_at_least "$name: bytes of global handles in it" $((before + 24000)) "$during"
	expect_equal "$name: bytes of global handles after it" "$before" "$after"
done
