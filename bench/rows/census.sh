#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a program pays while it is recorded at census detail, as `v8scope record` does it.
. "$(dirname "$0")/../lib.sh"

# The fixed loop can go on for seconds, so that a session's first collections are few of it.
turns=$(by_size 1000000 2000)
iterations=$(by_size 100000 2000) # of the leak, which all stay
count=$(by_size 9 1)
scopes=$(by_size 1000000 100000)

fixed() { loop_ns "$turns" --scope=iteration; }
leak() { loop_ns "$iterations" --scope=outer; }
# recorded_loop ITERATIONS SCOPE [OPTION...]
recorded_loop() {
	recorded "${@:3}" -- "$experiment" --iterations="$1" --no-measure --scope="$2" |
		value ns_per_iteration
}
fixed_recorded() { recorded_loop "$turns" iteration; }
leak_recorded() {
	local ns
	ns=$(recorded_loop "$iterations" outer)
	calc "$(du -sb "$work/recorded" | cut -f1) / 1024 / ($ns * $iterations / 1e9)" \
		>>"$work/trace"
	echo >>"$work/trace"
	echo "$ns"
}
leak_recorded_no_gc() { recorded_loop "$iterations" outer --gc=off; }
counted() {
	LD_PRELOAD=$programs/allocation_counter.so "$programs/bench_loops" scopes "$scopes" |
		value allocations
}
# record puts its own library in front of what is preloaded.
counted_recorded() {
	recorded -- env LD_PRELOAD="$programs/allocation_counter.so $runtime" \
		"$programs/bench_loops" scopes "$scopes" | value allocations
}

row census.loop-fixed "$(pairs "$count" 'b / a' fixed fixed_recorded)"
row census.loop-leak "$(pairs "$count" 'b / a' leak leak_recorded)" \
	"full collections that record asks for are in it"
row census.loop-leak-no-gc "$(pairs "$count" 'b / a' leak leak_recorded_no_gc)"
row census.trace "$(cat "$work/trace")" "all files of the trace, what each run has once included"
row census.allocations "$(pairs "$(by_size 3 1)" 'b - a' counted counted_recorded)" \
	"$scopes scopes, after as many tenths of warming up"
