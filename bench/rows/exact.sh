#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The report of a recording with a V8 heap snapshot: all of it, the trace included.
. "$(dirname "$0")/../lib.sh"

iterations=$(by_size 100000 3000)
count=$(by_size 5 1)

record exact --snapshot -- "$experiment" --iterations="$iterations" --no-measure
size=$(find "$work/exact" -name '*.heapsnapshot' -printf '%s\n' | sort -n | tail -n 1)
[ -n "$size" ] || fail "the recording has no heap snapshot"
for ((i = 0; i < count; i++)); do
	measured "$v8scope" report -o /dev/null "$work/exact"
	calc "$size / 1e6 / ($wall_ns / 1e9)" >>"$work/speed"
	calc "$rss_kib * 1024 / $size" >>"$work/memory"
	echo | tee -a "$work/speed" >>"$work/memory"
done
row exact.speed "$(cat "$work/speed")" "$((size / 1000000)) MB"
row exact.memory "$(cat "$work/memory")" "$((size / 1000000)) MB"
