#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A detail channel that overflows: the state channel loses nothing, so the leak is
# still told, the loss is counted, and what would be miscounted is left out. Where censuses are
# lost as well, nothing is called a leak that is none.
. "$(dirname "$0")/lib.sh"
use_sessiond
session=$(session_name)
other=$(session_name)

lttng --quiet create "$session" --output="$work/lost"
cleanup() {
	lttng --quiet destroy "$session" || true
	lttng --quiet destroy "$other" >/dev/null 2>&1 || true
	cleanup_work
}
trap cleanup EXIT
lttng --quiet enable-channel --userspace --session="$session" --subbuf-size=4k --num-subbuf=2 detail
lttng --quiet enable-channel --userspace --session="$session" --subbuf-size=256k --num-subbuf=4 state
lttng --quiet enable-event --userspace --session="$session" --channel=state --loglevel=INFO 'v8:*'
lttng --quiet enable-event --userspace --session="$session" --channel=state 'lttng_ust_statedump:*'
for level in DEBUG_FUNCTION DEBUG_LINE; do
	lttng --quiet enable-event --userspace --session="$session" --channel=detail \
		--loglevel-only=$level 'v8:*'
done
lttng --quiet add-context --userspace --session="$session" --type=vpid
track_nothing "$session"
lttng --quiet start "$session"
export V8SCOPE_GC=ends
(become_traced "$session" "$experiment" --iterations=50000 >"$work/lost.out")
lttng --quiet stop "$session"
report lost
expect_at_least "events lost" 1 "$(json lost .trace.discarded)"
expect_equal verdict leak "$(isolate lost .verdict)"
expect_match "the reason tells of the loss" 'lost' <(isolate lost .reason)
expect_equal holder run_with_outer_scope "$(holder lost .function)"
expect_within growth "$(printed lost growth_bytes)" "$(isolate lost .growth_bytes)" 5
expect_within handles "$(printed lost handles)" "$(holder lost .handles)" 1
expect_equal "promises" null "$(holder lost .promises_created)"

lttng --quiet create "$other" --output="$work/sound"
lttng --quiet enable-channel --userspace --session="$other" --subbuf-size=4k --num-subbuf=2 all
lttng --quiet enable-event --userspace --session="$other" --channel=all 'v8:*'
lttng --quiet add-context --userspace --session="$other" --type=vpid
track_nothing "$other"
lttng --quiet start "$other"
V8SCOPE_GC=every:20
(become_traced "$other" "$experiment" --iterations=50000 --scope=iteration >"$work/sound.out")
lttng --quiet stop "$other"
report sound
expect_at_least "no channel for censuses: events lost" 1 "$(json sound .trace.discarded)"
expect_equal "no channel for censuses: leaks" 0 \
	"$(json sound '[.processes[].isolates[] | select(.verdict == "leak")] | length')"
