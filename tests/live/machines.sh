#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Two machines record two programs each to the relay daemon of a third. The link of one is cut and
# comes back, that of the other is slow: the programs go on as if nothing was, what did not fit into
# the buffers is counted, all else is in one report, and that is as right as a local one.
. "$(dirname "$0")/machines_lib.sh"
make_machine left 1
make_machine right 2

# Nobody is there yet.
expect_status "no relay daemon" 119 on left "$v8scope" record --output-url=net://10.77.1.1 -- \
	touch "$work/ran"
expect_match "it is said" '^v8scope: no relay daemon at 10.77.1.1, port 5342: Connection refused' \
	"$work/err"
expect_equal "lines of the error" 1 "$(wc -l <"$work/err")"
expect_status "both outputs" 2 on left "$v8scope" record -o "$work/both" \
	--output-url=net://10.77.1.1 -- touch "$work/ran"
expect_match "it is said" '^v8scope: record: --output-url=.* not to both' "$work/err"
[ ! -e "$work/ran" ] || fail "the program ran"
[ ! -e "$work/both" ] || fail "a directory was made"
has_no_session left || fail "a session was left behind"

start_relayd

# What is recorded can be seen on the relay daemon's machine meanwhile.
send left seen -- outer 1000
take_steps 1 seen
"$v8scope" live --once net://127.0.0.1 >"$work/seen.table" 2>"$work/seen.live" &
viewer=$!
until [ -s "$work/seen.table" ] || ! kill -0 "$viewer" 2>/dev/null; do
	take_steps 1 seen
done
wait "$viewer" || fail "live: status $?: $(cat "$work/seen.live")"
expect_match "live, while it is recorded" ' HOLDER$' "$work/seen.table"
let_end seen
ended seen 0
rm -r "$(folder seen)"

began_ns=$(date +%s%N)
all=(left-leak left-fixed right-leak right-fixed)
send left left-leak -- outer 10000
# On one processor, whose buffers it fills.
runner=(taskset --cpu-list "$(sed -n 's/^Cpus_allowed_list:[^0-9]*\([0-9]*\).*/\1/p' /proc/self/status)")
send left left-fixed --detail=handles -- iteration 10000
runner=()
send right right-leak -- outer 10000
send right right-fixed --detail=scopes -- iteration 1000
take_steps 2 "${all[@]}"
wait_for "events of the left machine arrive" has_arrived left 2
wait_for "events of the right machine arrive" has_arrived right 2

ip link set to-left down
if tc qdisc add dev to-right root tbf rate 4mbit burst 8kb latency 400ms &&
	on right tc qdisc add dev uplink root tbf rate 4mbit burst 8kb latency 400ms; then
	echo "ok: the link of the right machine is slow"
else
	echo "not tested on a slow link: the kernel has no sch_tbf"
fi
take_steps 8 "${all[@]}"
ip link set to-left up
take_steps 2 "${all[@]}"
let_end "${all[@]}"
for name in "${all[@]}"; do
	ended "$name" 0
done
for machine in left right; do
	has_no_session "$machine" || fail "a session was left behind on $machine"
done
ended_ns=$(date +%s%N)

"$v8scope" report "$work/traces" --format=json -o "$work/all.json"
expect_equal "verdicts by machine" "left leak, left ok, right leak, right ok" \
	"$(json all '[.processes[] | .host + " " + .isolates[0].verdict] | sort | join(", ")')"
expect_equal "isolates of other processes" 4 "$(json all '[.processes[].isolates[]] | length')"
expect_equal "isolates without an end" 0 \
	"$(json all '[.processes[].isolates[].gaps[] | select(.kind == "no-end")] | length')"
expect_equal "scopes opened before the test began, or after" 0 "$(json all \
	"[.processes[].isolates[].holders[].opened_at_ns | select(. != null)
		| select(. < $began_ns or . > $ended_ns)] | length")"
"$v8scope" report "$work/traces" >"$work/all.text"
expect_match "as text, with its machine" '^.*host_steps \(pid [0-9]+ on left\)' "$work/all.text"

# The same without a network, on the same machine.
on right "$v8scope" record --gc=every:100ms -o "$work/local" -- "$hosts/host_steps" outer 10000 \
	< <(seq 12) >"$work/local.out" 2>"$work/local.err"
report local
for name in left-leak right-leak; do
	"$v8scope" report "$(folder "$name")" --format=json -o "$work/$name.json"
	expect_equal "$name: its scope" "take_steps $(line_of "$steps_source" 'LEAK: the scope')" \
		"$(holder "$name" '.function + " " + (.line | tostring)')"
	expect_within "$name: growth" "$(holder local .growth_bytes)" \
		"$(holder "$name" .growth_bytes)" 5
	expect_within "$name: growth as it printed" "$(printed "$name" growth_bytes)" \
		"$(holder "$name" .growth_bytes)" 5
	expect_equal "$name: handles" "$(holder local .handles)" "$(holder "$name" .handles)"
	diff <(cut -d' ' -f1,2 "$work/local.out") <(cut -d' ' -f1,2 "$work/$name.out") ||
		fail "$name: the program went another way"
done
for name in left-leak right-leak right-fixed; do
	"$v8scope" report "$(folder "$name")" --format=json -o "$work/$name.json"
	expect_equal "$name: events lost" 0 "$(json "$name" .trace.discarded)"
done
"$v8scope" report "$(folder left-fixed)" --format=json -o "$work/left-fixed.json"
expect_at_least "left-fixed: events lost" 1 "$(json left-fixed .trace.discarded)"
expect_match "it is said" '^v8scope: [0-9]+ events were lost: the network' "$work/left-fixed.err"

# LTTng sometimes ends the session of one that ends while another one records only with that one's:
# nothing is lost by it, and nothing is said.
for i in 1 2 3; do
	send left "first-$i" -- outer 1000
	send left "second-$i" -- outer 1000
	take_steps 2 "first-$i" "second-$i"
	for name in "first-$i" "second-$i"; do
		let_end "$name"
		ended "$name" 0
		"$v8scope" report "$(folder "$name")" --format=json -o "$work/$name.json"
		expect_equal "$name: handles" "$(printed "$name" handles)" \
			"$(isolate "$name" .handles)"
	done
done
