# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the live tests share. Each test is a script that sources this file, is
# called with the build and the source folder, and fails at the first surprise.
set -euo pipefail

build=$(realpath "$1")
# shellcheck disable=SC2034 # for the tests
source_dir=$(realpath "$2")
v8scope=$build/bin/v8scope
experiment=$build/bin/v8heapexperiment
# shellcheck disable=SC2034
hosts=$build/tests/hosts
work=$(mktemp -d "${TMPDIR:-/tmp}/v8scope-test.XXXXXX")

cleanup_work() {
	rm -rf "$work"
}
trap cleanup_work EXIT

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# expect_equal WHAT EXPECTED ACTUAL
expect_equal() {
	[ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"
	echo "ok: $1 is $3"
}

# expect_within WHAT EXPECTED ACTUAL PERCENT
expect_within() {
	awk -v e="$2" -v a="$3" -v p="$4" 'BEGIN {
		d = a - e; if (d < 0) d = -d; m = e < 0 ? -e : e; exit !(d <= m * p / 100) }' ||
		fail "$1: expected $2 within $4 %, got $3"
	echo "ok: $1 is $3, expected $2 within $4 %"
}

# expect_at_least WHAT MINIMUM ACTUAL
expect_at_least() {
	awk -v m="$2" -v a="$3" 'BEGIN { exit !(a >= m) }' || fail "$1: expected at least $2, got $3"
	echo "ok: $1 is $3, at least $2"
}

# expect_match WHAT PATTERN FILE
expect_match() {
	grep -Eq -- "$2" "$3" || fail "$1: no line of $3 matches $2; it says: $(head -c 2000 "$3")"
	echo "ok: $1"
}

# expect_status WHAT STATUS COMMAND...: the output goes to $work/out and $work/err.
expect_status() {
	local what=$1 expected=$2 status=0
	shift 2
	"$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	[ "$status" = "$expected" ] ||
		fail "$what: expected exit status $expected, got $status: $(head -c 2000 "$work/err")"
	echo "ok: $what exits with $status"
}

# record NAME [OPTION...] -- COMMAND...: the trace is $work/NAME, the command's
# output $work/NAME.out. Fails if the command does.
record() {
	local name=$1
	shift
	"$v8scope" record -o "$work/$name" "$@" >"$work/$name.out" 2>"$work/$name.err" </dev/null ||
		fail "record $name: status $?: $(cat "$work/$name.err")"
}

# report NAME: the report of $work/NAME becomes $work/NAME.json.
report() {
	"$v8scope" report "$work/$1" --format=json -o "$work/$1.json" ||
		fail "report $1: status $?"
}

# json NAME FILTER: what jq's filter finds in the report.
json() {
	jq -r "$2" "$work/$1.json"
}

# isolate NAME FILTER: the same in the first isolate.
isolate() {
	json "$1" ".processes[0].isolates[0] | $2"
}

# holder NAME FILTER: the same in its first holder.
holder() {
	isolate "$1" ".holders[0] | $2"
}

# printed NAME KEY: the value of the last KEY=value word that the command printed.
printed() {
	grep -oE "(^| )$2=[^ ]*" "$work/$1.out" | tail -n 1 | cut -d= -f2-
}

# line_of FILE TEXT: the number of the line of a source file that contains TEXT.
line_of() {
	grep -nF -m 1 -- "$2" "$source_dir/$1" | cut -d: -f1
}

# session_name: one that no other test has.
session_name() {
	echo "v8scope-test-$$-$RANDOM"
}

# track_nothing SESSION: other traced programs on the machine are not this test's.
track_nothing() {
	lttng --quiet untrack --userspace --session="$1" --vpid --all
}

# become_traced SESSION COMMAND...: is the command, with the runtime, recorded by that session.
become_traced() {
	lttng --quiet track --userspace --session="$1" --vpid="$BASHPID"
	LD_PRELOAD=$build/lib/libv8scope.so exec "${@:2}"
}

# use_sessiond: a session daemon to talk to; one that is started here ends with the test.
use_sessiond() {
	if lttng --no-sessiond list >/dev/null 2>&1; then
		return
	fi
	lttng-sessiond --no-kernel --background >/dev/null 2>&1
}

# Where programs are built for another machine and run in an emulation of it, its script says
# what that changes above.
if [ -n "${V8SCOPE_TEST_MACHINE:-}" ]; then
	# shellcheck source=/dev/null
	. "$V8SCOPE_TEST_MACHINE"
fi
