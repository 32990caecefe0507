#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Commands that cannot run, die, never load V8, or are interrupted: their status is
# passed on, the trace stays readable, no session is left behind.
. "$(dirname "$0")/lib.sh"
use_sessiond

expect_status "a command that does not exist" 127 \
	"$v8scope" record -o "$work/none" -- "$work/no-such-command"
expect_match "it is named" '^v8scope: .*no-such-command' "$work/err"
[ ! -e "$work/none" ] || fail "a trace directory was left behind"

touch "$work/not-executable"
expect_status "a command that is not executable" 126 \
	"$v8scope" record -o "$work/none" -- "$work/not-executable"

expect_status "no command" 2 "$v8scope" record
expect_status "an output directory that is in use" 121 "$v8scope" record -o "$work" -- /bin/true
expect_status "a bad --gc" 2 "$v8scope" record --gc=sometimes -- /bin/true
expect_status "a bad --stack-depth" 2 "$v8scope" record --stack-depth=65 -- /bin/true
expect_equal "lines of the error" 1 "$(wc -l <"$work/err")"
expect_status "a bad --detail" 2 "$v8scope" record --detail=most -- /bin/true

expect_status "a program without V8" 0 "$v8scope" record -o "$work/plain" -- /bin/echo hello
expect_equal "its output" hello "$(cat "$work/out")"
expect_match "a program without V8: the note" 'V8' "$work/err"
expect_status "its report" 13 "$v8scope" report "$work/plain"

expect_status "a command that fails" 7 "$v8scope" record -o "$work/fails" -- /bin/sh -c 'exit 7'
expect_status "a command that dies by a signal" 137 \
	"$v8scope" record -o "$work/killed" -- /bin/sh -c 'kill -9 $$'
expect_match "it is said" 'signal 9|SIGKILL|Killed' "$work/err"

# A shell in between: the program that it starts is recorded.
record shell -- /bin/sh -c "'$experiment' --iterations=20000; true"
report shell
expect_equal "through a shell: verdict" leak "$(isolate shell .verdict)"

# interrupted NAME SIGNAL WHOM: records until-overflow and signals when it is under way.
interrupted() {
	# Shells start background commands with SIGINT ignored.
	env --default-signal=INT,QUIT setsid "$v8scope" record -o "$work/$1" --gc=every:100ms -- \
		"$experiment" --heap-limit=4000 >"$work/$1.out" 2>"$work/$1.err" </dev/null &
	pid=$!
	for _ in $(seq 100); do
		[ -s "$work/$1.out" ] && break
		sleep 0.1
	done
	sleep 1
	kill -s "$2" -- "$3$pid"
	status=0
	wait "$pid" || status=$?
	echo "$status" >"$work/$1.status"
	report "$1"
	expect_equal "$1: holder" run_with_outer_scope "$(holder "$1" .function)"
	expect_equal "$1: verdict" leak "$(isolate "$1" .verdict)"
}
# Ctrl-C reaches the whole process group; a supervisor's signal the recorder only.
interrupted ctrl-c INT -
expect_equal "ctrl-c: status" 130 "$(cat "$work/ctrl-c.status")"
interrupted terminated TERM ''
expect_equal "terminated: status" 143 "$(cat "$work/terminated.status")"

expect_equal "sessions left behind" 0 "$(lttng --no-sessiond list 2>/dev/null | grep -c "$work" || true)"
