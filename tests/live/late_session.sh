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
# So many more turns of the loop that they take some intervals: a report is of 10,000, each of
# which took 1.7 us. Of a busy machine's seconds the collections may take most.
reports() {
	grep -c '^Handles: ' "$work/late.out"
}
enough=$(($(reports) + 20))
for _ in $(seq 900); do
	[ "$(reports)" -lt $enough ] || break
	sleep 0.1
done
lttng --quiet stop "$session"
report late
expect_equal pid "$pid" "$(json late '.processes[0].pid')"
expect_equal verdict leak "$(isolate late .verdict)"
expect_equal holder run_with_outer_scope "$(holder late .function)"
expect_equal line "$(line_of demos/v8heapexperiment/experiment.c 'LEAK: the scope that')" \
	"$(holder late .line)"
# The session may stop in the middle of a census.
expect_equal "what is missing" "begins-late no-end" "$(isolate late '
	[.gaps[].kind | select(. != "censuses-incomplete")] | join(" ")')"
expect_at_least "ns that the scope had been open for" 1 "$(isolate late \
	'(.gaps[] | select(.kind == "begins-late").at_ns) - .holders[0].opened_at_ns')"
expect_at_least "handles that it had by then" 1 "$(holder late '.handles - .handle_growth')"
"$v8scope" report "$work/late" >"$work/late.text"
expect_match "as text" '^note: the isolate was in use before the recording began' "$work/late.text"

# However long censuses take, the interval has passed besides when the next collection is asked
# for. Each comes right after a collection. The runtime's clock has steps of 4 ms, and it reads it
# at moments between events, where a busy machine may stop it for long: the interval begins at some
# time of the last full collection, and a census takes as long as from its first event to the one
# before its end, at least.
shortest=$(babeltrace2 --clock-seconds "$work/late" | awk -F'[][]' '
/ v8:gc_begin: / {
	if (/cause = \( "interval"/ && !full && (shortest == "" || $2 - since < shortest)) {
		shortest = $2 - since
	}
	begun = $2
}
/ v8:gc_end: / {
	full = /"mark_sweep_compact"/
	since = full ? begun : since
}
/ v8:census_end: / {
	since += counted - first
	first = counted = full = 0
}
/ v8:census_/ && !/ v8:census_end: / {
	first = first ? first : $2
	counted = $2
}
END { printf "%.0f\n", shortest * 1000 }')
expect_at_least "ms between collections, less those of censuses" 150 "$shortest"
