#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Programs that fork: each process has a report of its own, whether the child goes on
# with the parent's isolate, executes another program, or does nothing of V8.
. "$(dirname "$0")/lib.sh"

# process NAME PID FILTER: what jq's filter finds in the only isolate of a process.
process() {
	json "$1" ".processes[] | select(.pid == $2) | .isolates[0] | $3"
}

# said NAME WHO KEY: what a process of the host printed.
said() {
	grep "^who=$2 " "$work/$1.out" | grep -oE "$3=[^ ]*" | cut -d= -f2
}

host=$hosts/host_fork
for detail in census scopes; do
	record leak --detail=$detail --no-loss -- "$host" 50000 leak
	report leak
	expect_equal "$detail: processes" 2 "$(json leak '.processes | length')"
	for who in parent child; do
		pid=$(said leak $who pid)
		expect_equal "$detail, $who: verdict" leak "$(process leak "$pid" .verdict)"
		expect_within "$detail, $who: growth" "$(said leak $who growth)" \
			"$(process leak "$pid" .growth_bytes)" 5
		expect_equal "$detail, $who: line" \
			"$(line_of tests/live/hosts/fork.cc "LEAK: $who")" \
			"$(process leak "$pid" '.holders[0].line')"
		expect_within "$detail, $who: handles" "$(said leak $who handles)" \
			"$(process leak "$pid" '[.holders[].handles] | add')" 1
	done
	rm -rf "$work/leak"
done

record exec --no-loss -- "$host" 50000 exec "$experiment" --iterations=20000
report exec
expect_equal "fork and exec: processes" 2 "$(json exec '.processes | length')"
pid=$(said exec parent pid)
expect_equal "fork and exec: the parent" leak "$(process exec "$pid" .verdict)"
expect_equal "fork and exec: the program executed" "leak run_with_outer_scope" "$(json exec "
	.processes[] | select(.pid != $pid) | .isolates[0] | .verdict + \" \" + .holders[0].function")"

record idle --no-loss -- "$host" 50000 idle
report idle
expect_equal "idle child: processes" "$(said idle parent pid)" "$(json idle '.processes[].pid')"
expect_equal "idle child: events of other processes" 0 \
	"$(babeltrace2 "$work/idle" | grep ' v8:' | grep -vc "vpid = $(said idle parent pid)," || true)"

# LTTng-UST opens none in a child that puts its own there.
for i in 1 2 3 4; do
	record "descriptors-$i" -- "$host" 1000 descriptors
	expect_equal "replaced descriptors: bytes that come out" 4 \
		"$(said "descriptors-$i" channel bytes)"
done

# A process with many threads that use V8, without a session and with one: a fork in the
# middle of what they do leaves nothing half done in the child.
expect_status "forks of many threads" 0 timeout 120 "$hosts/host_static_v8_threads" 4 200
expect_match "forks of many threads, children that failed" '^forks=200 failed=0$' "$work/out"
record threads -- timeout 120 "$hosts/host_static_v8_threads" 4 20
expect_equal "forks of many threads, recorded: children that failed" 0 "$(printed threads failed)"
