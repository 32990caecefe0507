#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Scopes that opened while nobody listened: a session that begins within random nests of them
# learns the same as one that was always there, for each nest anew.
. "$(dirname "$0")/lib.sh"
use_sessiond
session=$(session_name)
cleanup() {
	lttng --quiet destroy --no-wait "$session" || true
	cleanup_work
}
trap cleanup EXIT

readonly shapes=40
lttng --quiet create "$session" --output="$work/trace"
track_nothing "$session"
lttng --quiet enable-channel --userspace --session="$session" all
lttng --quiet enable-event --userspace --session="$session" --channel=all --loglevel=INFO 'v8:*'
export V8SCOPE_CENSUS_INTERVAL=0 V8SCOPE_GC=off
(become_traced "$session" "$hosts/host_nest" $shapes 7 "lttng --quiet start $session" \
	"lttng --quiet stop $session") >"$work/nest.out" 2>"$work/err" ||
	fail "host_nest: $(cat "$work/err")"
lttng --quiet destroy "$session"

babeltrace2 "$work/trace" | grep -E 'v8:(census_(scope|end)|stack):' >"$work/events"
grep 'v8:census_' "$work/events" >"$work/censuses"
awk -f "$(dirname "$0")/nests.awk" "$work/nest.out" "$work/censuses" >"$work/figures"
cat "$work/figures"
cp "$work/figures" "$work/nest.out"
expect_equal "censuses, one a session" "$(printed nest known)" "$(printed nest censuses)"
expect_equal "of all nests" $shapes "$(printed nest censuses)"
expect_equal "scopes that begin elsewhere than the program says" 0 "$(printed nest problems)"
expect_equal "scopes that hooks know and the stack does not show" 0 "$(printed nest lost)"

# Each has the stack of its opener, which begins where the scope was opened.
expect_equal "hooked scopes without the stack that opened them" "" "$(awk '
	function field(name) {
		match($0, "[ {]" name " = [^,}]*")
		return substr($0, RSTART + length(name) + 4, RLENGTH - length(name) - 4)
	}
	/v8:stack:/ {
		match($0, /ips = \[ *\[0\] = 0x[0-9A-F]+/)
		ip = substr($0, RSTART, RLENGTH)
		sub(/.*= /, "", ip)
		first[field("stack_id")] = ip
	}
	/v8:census_scope:/ && !/"stack"/ && first[field("stack_id")] != field("ip") {
		print field("scope_id"), field("ip"), first[field("stack_id")]
	}' "$work/events" | sed -n 1,5p)"
