#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# One event of ours and one of the same size that has its arguments at hand, in turns in one
# process. Into buffers that are overwritten: nothing is lost, and no consumer competes.
. "$(dirname "$0")/../lib.sh"
use_sessiond
session=

end_session() {
	if [ -n "$session" ]; then
		lttng --quiet destroy "$session" >/dev/null 2>&1 || true
		session=
	fi
}
cleanup() {
	end_session
	cleanup_work
}
trap cleanup EXIT

# begin_session LOGLEVEL...
begin_session() {
	local level
	session=$(session_name)
	lttng --quiet create "$session" --snapshot --output="$work/$session"
	lttng --quiet enable-channel --userspace --session="$session" --subbuf-size=1M \
		--num-subbuf=8 all
	for level in "$@"; do
		lttng --quiet enable-event --userspace --session="$session" --channel=all \
			--loglevel-only="$level" 'v8:*'
	done
	lttng --quiet enable-event --userspace --session="$session" --channel=all 'v8scope_bench:*'
	lttng --quiet add-context --userspace --session="$session" --channel=all \
		--type=vpid --type=vtid
	track_nothing "$session"
	lttng --quiet start "$session"
}

# ratios WHAT CHUNKS COUNT
ratios() {
	(become_traced "$session" "$programs/bench_event_cost" "$@") >"$work/chunks"
	paste -d' ' <(each ours <"$work/chunks") <(each minimal <"$work/chunks") |
		awk '{ printf "%.4f\n", $1 / $2 }'
}

# of KEY EVENTS: the median of it, in ns an event.
of() {
	each "$1" <"$work/chunks" | sort -g |
		awk -v events="$2" '{ v[NR] = $1 } END { printf "%.0f", v[int((NR + 1) / 2)] / events }'
}

chunks=$(by_size 101 11)
begin_session DEBUG_FUNCTION
samples=$(ratios scopes "$chunks" 2000)
row detail.scope-event "$samples" "$(of ours 2) ns an event, a minimal one $(of minimal 2) ns"
end_session
begin_session DEBUG_FUNCTION DEBUG_LINE
samples=$(ratios handles "$chunks" 4000)
row detail.handle-event "$samples" "$(of ours 1) ns an event, a minimal one $(of minimal 1) ns"
