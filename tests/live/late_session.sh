#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A session that starts when the program already runs: the scope was opened before
# anybody listened, and is named all the same.
. "$(dirname "$0")/lib.sh"
use_sessiond
session=$(session_name)

lttng --quiet create "$session" --output="$work/late"
cleanup() {
	kill "$pid" 2>/dev/null || true
	lttng --quiet destroy "$session" || true
	cleanup_work
}
trap cleanup EXIT
V8SCOPE_GC=every:200 LD_PRELOAD=$build/lib/libv8scope.so \
	"$experiment" --heap-limit=4000 >"$work/late.out" &
pid=$!
# The loop runs when it has printed something.
for _ in $(seq 100); do
	[ -s "$work/late.out" ] && break
	sleep 0.1
done
sleep 1
lttng --quiet track --userspace --session="$session" --vpid="$pid"
lttng --quiet enable-channel --userspace --session="$session" state
lttng --quiet enable-event --userspace --session="$session" --channel=state --loglevel=INFO 'v8:*'
lttng --quiet enable-event --userspace --session="$session" --channel=state 'lttng_ust_statedump:*'
lttng --quiet add-context --userspace --session="$session" --channel=state -t vpid
lttng --quiet start "$session"
# Of a busy machine's seconds the collections may take most.
lines=$(wc -l <"$work/late.out")
for _ in $(seq 600); do
	[ "$(wc -l <"$work/late.out")" -lt $((lines + 5)) ] || break
	sleep 0.1
done
lttng --quiet stop "$session"
report late
expect_equal pid "$pid" "$(json late '.processes[0].pid')"
expect_equal verdict leak "$(isolate late .verdict)"
expect_equal holder run_with_outer_scope "$(holder late .function)"
expect_equal line "$(line_of demos/v8heapexperiment/experiment.c 'LEAK: the scope that')" \
	"$(holder late .line)"
expect_equal "what is missing" "begins-late no-end" "$(isolate late '[.gaps[].kind] | join(" ")')"
expect_at_least "ns that the scope had been open for" 1 "$(isolate late \
	'(.gaps[] | select(.kind == "begins-late").at_ns) - .holders[0].opened_at_ns')"
expect_at_least "handles that it had by then" 1 "$(holder late '.handles - .handle_growth')"
"$v8scope" report "$work/late" >"$work/late.text"
expect_match "as text" '^note: the isolate was in use before the recording began' "$work/late.text"
