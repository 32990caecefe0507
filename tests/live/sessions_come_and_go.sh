#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Sessions start and stop at any time, while threads make and dispose isolates: the program
# does not notice, and each session learns what lives while it listens.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/disturb.sh"
use_sessiond

# with_traces COMMAND...: runs it under changing sessions; its output is $work/out.
with_traces() {
	local pid status=0
	LD_PRELOAD=$build/lib/libv8scope.so V8SCOPE_GC=ends "$@" >"$work/out" 2>"$work/err" &
	pid=$!
	disturb "$pid"
	wait "$pid" || status=$?
	expect_equal "$(basename "$1") ${*:2}: status" 0 "$status"
	expect_equal "$(basename "$1") ${*:2}: messages" "" "$(cat "$work/err")"
	expect_at_least "$(basename "$1") ${*:2}: isolates" 20 \
		"$(grep -oE '^isolates=[0-9]+' "$work/out" | cut -d= -f2)"
}

# events TRACE: their names and isolates.
events() {
	babeltrace2 "$1" 2>/dev/null |
		sed -nE 's/.* v8:([a-z_]+): .*[{ ]isolate = (0x[0-9A-F]+).*/\1 \2/p'
}

with_traces "$hosts/host_churn" 8
told=0
for trace in "$work"/disturbed-INFO-*; do
	events "$trace" >"$work/events" || true
	# Of no isolate is anything told before the session was told of it, or without a census.
	grep '^isolate_attach' "$work/events" | sort -u >"$work/attached" || true
	grep '^census_end' "$work/events" | sort -u >"$work/counted" || true
	missing=$(join -v 1 -j 2 "$work/attached" "$work/counted")
	[ -z "$missing" ] || fail "$trace: no census of $missing"
	told=$((told + $(wc -l <"$work/attached")))
done
expect_at_least "isolates that sessions were told of" 2 "$told"

with_traces "$hosts/host_churn" 3 exit
