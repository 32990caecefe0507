#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The analysis against the reader alone, on traces at handles detail that lost nothing.
. "$(dirname "$0")/../lib.sh"

small=$(by_size 1000000 20000)	# events
middle=$(by_size 10000000 200000)
large=$((30 * small))
count=$(by_size 5 1)

# make_trace NAME ITERATIONS: its events into $work/NAME.events.
make_trace() {
	record "$1" --detail=handles --no-loss -- "$experiment" --iterations="$2" --no-measure
	report "$1"
	json "$1" .trace.events >"$work/$1.events"
}

events_of() {
	cat "$work/$1.events"
}

# make_trace_of NAME EVENTS: at least so many, by those that an iteration of the probe had: a
# program's start has more.
make_trace_of() {
	make_trace "$1" "$(calc "int($2 * 1.1 / $per_iteration) + 1")"
}

dummy() {
	measured babeltrace2 "$work/middle" -c sink.utils.dummy
	echo "$wall_ns"
}

analysis() {
	measured "$v8scope" report -o /dev/null "$work/middle"
	echo "$wall_ns" | tee -a "$work/walls"
}

censuses() {
	measured "$v8scope" report --detail=census -o /dev/null "$work/middle"
	echo "$wall_ns"
}

memory_of() {
	measured "$v8scope" report -o /dev/null "$work/$1"
	echo "$rss_kib"
}

make_trace probe 1000
per_iteration=$(calc "$(events_of probe) / 1000")
make_trace_of middle "$middle"
events=$(events_of middle)
row report.time "$(pairs "$count" 'b / a' dummy analysis)" "$events events"
row report.speed "$(awk -v n="$events" '{ printf "%.4g\n", n / $1 * 1e3 }' "$work/walls")"
row report.state "$(pairs "$count" 'a / b' analysis censuses)" "$events events"
rm -rf "$work/middle"
make_trace_of small "$small"
make_trace_of large "$large"
large_events=$(events_of large)
memory_of_small() { memory_of small; }
memory_of_large() { memory_of large | tee "$work/large.rss"; }
samples=$(pairs 1 'b / a' memory_of_small memory_of_large)
row report.memory "$samples" "$large_events events: $(($(cat "$work/large.rss") / 1024)) MiB"
