#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What machines record to a relay daemon that goes away, and over a link that stays cut: the programs
# run to their end, `record` does not wait for ever, and says what is missing; the report of what
# arrived says so, too, and calls nothing a leak that is none. Nothing is left behind.
. "$(dirname "$0")/machines_lib.sh"
make_machine left 1
make_machine right 2
start_relayd

# gaps NAME: what its report says is missing.
gaps() {
	isolate "$1" '[.gaps[].kind] | join(" ")'
}

# The relay daemon of both is restarted in the middle.
all=(left-leak left-fixed right-leak right-fixed)
send left left-leak -- outer 10000
send left left-fixed -- iteration 10000
send right right-leak -- outer 10000
send right right-fixed -- iteration 10000
take_steps 3 "${all[@]}"
wait_for "events of the left machine arrive" has_arrived left 2
wait_for "events of the right machine arrive" has_arrived right 2
kill "$relayd"
wait "$relayd" || true
start_relayd
take_steps 3 "${all[@]}"
let_end "${all[@]}"
for name in "${all[@]}"; do
	ended "$name" 119
	expect_match "it is said" '^v8scope: the connection to net://10.77.[12].1 was lost' \
		"$work/$name.err"
	expect_equal "steps of the program" 6 "$(wc -l <"$work/$name.out")"
	"$v8scope" report "$(folder "$name")" --format=json -o "$work/$name.json"
	expect_match "$name: its end is missing" 'no-end' <(gaps "$name")
	expect_at_least "$name: handles" 1 "$(isolate "$name" .handles)"
	expect_at_least "handles at the end" "$(isolate "$name" .handles)" "$(printed "$name" handles)"
done
for name in left-leak right-leak; do
	expect_equal "$name: its scope" "take_steps $(line_of "$steps_source" 'LEAK: the scope')" \
		"$(holder "$name" '.function + " " + (.line | tostring)')"
done
for name in left-fixed right-fixed; do
	! grep -x leak < <(isolate "$name" .verdict) || fail "$name is called a leak"
done
for machine in left right; do
	has_no_session "$machine" || fail "a session was left behind on $machine"
done

# A recorder that is killed leaves no session behind either.
send left killed -- outer 1000
take_steps 1 killed
process=${recorder_of[killed]}
until grep -x v8scope "/proc/$process/comm" >/dev/null; do
	process=$(cut -d' ' -f1 "/proc/$process/task/$process/children")
done
kill -KILL "$process"
wait "${recorder_of[killed]}" || true
wait_for "the session of the killed one ends" has_no_session left
take_steps 1 killed
let_end killed

# To the new one all goes as ever; then the link of the left machine is cut for good.
rm -r "$work/traces"/*
send left cut -- outer 10000
send right whole -- outer 10000
# LTTng may know that data waits without asking the relay daemon: then always.
sender=(env LD_PRELOAD="$build/tests/libalways_pending.so")
send right pending -- outer 10000
sender=()
take_steps 3 cut whole pending
wait_for "events of the left machine arrive" has_arrived left 1
wait_for "events of the right machine arrive" has_arrived right 2
ip link set to-left down
take_steps 3 cut whole
let_end cut whole
ended whole 0
"$v8scope" report "$(folder whole)" --format=json -o "$work/whole.json"
expect_equal "whole: its verdict" leak "$(isolate whole .verdict)"
expect_equal "whole: its handles" "$(printed whole handles)" "$(holder whole .handles)"
let_end pending
sleep 2 # while `record` waits
ip link set to-right down
ended pending 119
expect_match "it is said" '^v8scope: net://10.77.2.1 does not answer' "$work/pending.err"
mv "$(folder pending)" "$work/pending"
ended cut 119
expect_match "it is said" '^v8scope: net://10.77.1.1 does not answer: the trace there lacks its end' \
	"$work/cut.err"
expect_equal "steps of the program" 6 "$(wc -l <"$work/cut.out")"
"$v8scope" report "$work/traces" --format=json -o "$work/both.json"
expect_equal "machines in the report" "left right" \
	"$(json both '[.processes[].host] | sort | join(" ")')"
expect_equal "those whose end is missing" left "$(json both '[.processes[]
	| select([.isolates[].gaps[].kind] | any(. == "no-end")) | .host] | join(" ")')"
expect_at_least "handles at the end" "$(json both '.processes[] | select(.host == "left")
	| .isolates[0].handles')" "$(printed cut handles)"

# With the link come the rest, and the end of the session.
ip link set to-left up
ip link set to-right up
wait_for "the session ends" has_no_session left
wait_for "the session of the right machine ends" has_no_session right
"$v8scope" report "$(folder cut)" --format=json -o "$work/cut.json"
expect_equal "cut: its handles" "$(printed cut handles)" "$(holder cut .handles)"
expect_equal "cut: what is missing" '' "$(gaps cut)"
