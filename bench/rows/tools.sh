#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What else one could look for the demo's leak with: how much slower the program is, what is
# written, and whether the function that opened the scope is anywhere in the tool's own report,
# which is not yet to say that it is what leaks: docs/performance.md. Those that are not installed are left out: scripts/setup --bench installs them where Debian has them.
. "$(dirname "$0")/../lib.sh"

iterations=$(by_size 20000 1000)
slow_iterations=$(by_size 1000 20) # of what stops the program at each call
count=$(by_size 3 1)
function=run_with_outer_scope
out=$work/tool

command_of() {
	command=("$experiment" --iterations="$1")
}

# plain_loop ITERATIONS: ns an iteration.
plain_loop() {
	command_of "$1"
	"${command[@]}" | value ns_per_iteration
}

# The whole run in ns: what a snapshot takes is not in the loop.
plain_run() {
	command_of "$iterations"
	measured "${command[@]}"
	echo "$wall_ns"
}

bytes_written() {
	du -sb "$out" | cut -f1
}

# names FILE: whether the tool's report does.
names() {
	if grep -q "$function" "$1"; then
		echo "$function is in its report"
	else
		echo "$function is not in its report"
	fi
}

fresh() {
	rm -rf "$out"
	mkdir "$out"
}

# compare ROW BASE TOOL ITERATIONS: TOOL prints what BASE does, leaves what it wrote in $out and
# its report in $work/report.
compare() {
	local base=$2 tool=$3 n=$4 samples
	first() { $base "$n"; }
	second() { $tool "$n"; }
	: >"$work/report"
	if ! samples=$(pairs "$count" 'b / a' first second); then
		row "$1" "" "it failed: $(tail -n 1 "$work/tool.err" 2>/dev/null)"
		return
	fi
	row "$1" "$samples" "$n iterations: $(bytes_written) bytes written; $(names "$work/report")"
}

# run COMMAND...: the program's output, the tool's own dropped.
run() {
	"$@" 2>"$work/tool.err" </dev/null
}

with_v8scope() {
	fresh
	command_of "$1"
	run "$v8scope" record -o "$out/trace" -- "${command[@]}" | value ns_per_iteration
	"$v8scope" report "$out/trace" >"$work/report"
}

with_v8scope_snapshot() {
	fresh
	command_of "$1"
	measured "$v8scope" record --snapshot -o "$out/trace" -- "${command[@]}"
	"$v8scope" report "$out/trace" >"$work/report"
	echo "$wall_ns"
}

with_heap_snapshot() {
	fresh
	command_of "$1"
	BENCH_SNAPSHOT=$out/heapsnapshot \
		measured env LD_PRELOAD="$programs/snapshot_at_end.so" "${command[@]}"
	cp "$out/heapsnapshot" "$work/report"
	echo "$wall_ns"
}

with_heaptrack() {
	fresh
	command_of "$1"
	run heaptrack -o "$out/data" "${command[@]}" | value ns_per_iteration
	run heaptrack_print "$out"/data* >"$work/report"
}

with_uftrace() {
	fresh
	command_of "$1"
	run uftrace record --force --no-pager -d "$out/data" "${command[@]}" |
		value ns_per_iteration
	run uftrace report --no-pager -d "$out/data" >"$work/report"
}

with_ltrace() {
	fresh
	command_of "$1"
	run ltrace -e '*HandleScope*' -o "$out/calls" "${command[@]}" | value ns_per_iteration
	cp "$out/calls" "$work/report"
}

# compare_if_there TOOL ROW BASE FUNCTION ITERATIONS
compare_if_there() {
	if command -v "$1" >/dev/null; then
		compare "${@:2}"
	else
		row "$2" "" "$1 is not installed: scripts/setup --bench installs it where Debian has it"
	fi
}

compare tools.v8scope plain_loop with_v8scope "$iterations"
compare tools.v8scope-snapshot plain_run with_v8scope_snapshot "$iterations"
compare tools.heap-snapshot plain_run with_heap_snapshot "$iterations"
compare_if_there heaptrack tools.heaptrack plain_loop with_heaptrack "$iterations"
compare_if_there uftrace tools.uftrace plain_loop with_uftrace "$iterations"
compare_if_there ltrace tools.ltrace plain_loop with_ltrace "$slow_iterations"
