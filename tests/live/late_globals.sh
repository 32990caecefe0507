#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A session that starts when Globals leak already: those made while nobody listened are not
# known, and who leaks is found by those that come.
. "$(dirname "$0")/lib.sh"
use_sessiond
session=$(session_name)
pid=
cleanup() {
	[ -z "$pid" ] || kill "$pid" 2>/dev/null || true
	lttng --quiet destroy --no-wait "$session" || true
	cleanup_work
}
trap cleanup EXIT

lttng --quiet create "$session" --output="$work/late"
track_nothing "$session"
lttng --quiet enable-channel --userspace --session="$session" all
lttng --quiet enable-event --userspace --session="$session" --channel=all --loglevel=INFO 'v8:*'
lttng --quiet enable-event --userspace --session="$session" --channel=all 'lttng_ust_statedump:*'
lttng --quiet add-context --userspace --session="$session" --channel=all -t vpid
(V8SCOPE_GC=every:200 become_traced "$session" "$hosts/host_growth" globals 1000000000) \
	>"$work/late.out" 2>&1 &
pid=$!
# It has leaked when its heap is some MiB larger than it was at first.
rss() {
	awk '/^VmRSS:/ { print $2 }' "/proc/$pid/status"
}
until [ "$(rss)" -gt 100000 ]; do
	kill -0 "$pid" || fail "host_growth ended: $(cat "$work/late.out")"
	sleep 0.1
done

# Until a report has seen enough of it.
for _ in $(seq 30); do
	lttng --quiet start "$session"
	sleep 2
	lttng --quiet stop "$session"
	report late
	[ "$(isolate late .verdict)" != leak ] || break
done
expect_equal verdict leak "$(isolate late .verdict)"
expect_equal kind global "$(holder late .kind)"
expect_match function '^keep_promise' <(holder late .function)
expect_equal line "$(line_of tests/live/hosts/growth.cc 'LEAK: globals')" "$(holder late .line)"
expect_at_least "globals that it gained" 1000 "$(holder late .handle_growth)"
