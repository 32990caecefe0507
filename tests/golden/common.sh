# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the tests of commands on recorded traces share: they are called with the
# command and the folder of the traces, and fail at the first surprise.
set -euo pipefail

v8scope=$1
traces=$2
export TZ=UTC LC_ALL=C.UTF-8 COLUMNS=80
work=$(mktemp -d "${TMPDIR:-/tmp}/v8scope-test.XXXXXX")
trap 'rm -rf "$work"' EXIT

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# expect STATUS ARGUMENT...: the command's output goes to $work/out and $work/err.
expect() {
	local expected=$1 status=0
	shift
	"$v8scope" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	[ "$status" = "$expected" ] ||
		fail "v8scope $*: status $status, expected $expected: $(cat "$work/out" "$work/err")"
	echo "ok: v8scope $* exits with $status"
}

# says PATTERN...: each is in a line of the last output. never PATTERN: in none.
says() {
	local pattern
	for pattern in "$@"; do
		grep -Eq -- "$pattern" "$work/out" || fail "nothing matches $pattern: $(cat "$work/out")"
	done
}

never() {
	! grep -Eq -- "$1" "$work/out" || fail "something matches $1: $(cat "$work/out")"
}

# complains PATTERN: the last error is one line that matches.
complains() {
	[ "$(wc -l <"$work/err")" = 1 ] || fail "not one line: $(cat "$work/err")"
	grep -Eq -- "^v8scope: .*$1" "$work/err" || fail "the error does not match $1: $(cat "$work/err")"
}
