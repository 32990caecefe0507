#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Traces that are missing, empty, foreign, damaged or from the future: one line that
# says what was expected and what to do, and a status of its own.
. "$(dirname "$0")/lib.sh"
use_sessiond

# one_line WHAT PATTERN: the error is a single line that matches.
one_line() {
	expect_equal "$1: lines of the error" 1 "$(wc -l <"$work/err")"
	expect_match "$1: the error" "$2" "$work/err"
}

expect_status "a missing directory" 10 "$v8scope" report "$work/nowhere"
one_line "a missing directory" '^v8scope: .*nowhere'

mkdir "$work/empty"
expect_status "an empty directory" 11 "$v8scope" report "$work/empty"
one_line "an empty directory" '^v8scope: .*empty'

mkdir "$work/garbage"
echo "this is no trace" >"$work/garbage/metadata"
expect_status "a directory of garbage" 12 "$v8scope" report "$work/garbage"
one_line "a directory of garbage" '^v8scope: .*garbage'

# A trace of somebody else's events.
session=$(session_name)
lttng --quiet create "$session" --output="$work/foreign"
cleanup() {
	lttng --quiet destroy "$session" >/dev/null 2>&1 || true
	cleanup_work
}
trap cleanup EXIT
lttng --quiet enable-event --userspace --session="$session" 'lttng_ust_statedump:*'
lttng --quiet start "$session"
LD_PRELOAD=$build/lib/libv8scope.so /bin/true
lttng --quiet destroy "$session"
expect_status "somebody else's trace" 13 "$v8scope" report "$work/foreign"
one_line "somebody else's trace" '^v8scope: .*foreign'

record leak -- "$experiment" --iterations=20000

# Cut short in the middle of a packet: what is whole is still reported.
cp -r "$work/leak" "$work/cut"
stream=$(find "$work/cut" -name 'v8-state_*' -not -name '*.idx' -size +1k | sort | sed -n 1p)
size=$(stat -c %s "$stream")
truncate -s $((size - size / 3)) "$stream"
expect_status "a trace cut short" 12 "$v8scope" report "$work/cut"
expect_match "a trace cut short: the error" '^v8scope: .*cut' "$work/err"
expect_match "a trace cut short: the report" 'verdict: ' "$work/out"

# The vocabulary of a later version: `schema` lies two words before V8's version.
report leak
version=$(isolate leak .v8_version)
cp -r "$work/leak" "$work/newer"
patched=0
while IFS=: read -r file offset _; do
	printf '\x63' | dd of="$file" bs=1 seek=$((offset - 8)) conv=notrunc status=none
	patched=$((patched + 1))
done < <(LC_ALL=C grep -robUaF -- "$version" "$work/newer" | grep /v8-state_)
expect_at_least "places that tell the schema" 1 "$patched"
expect_status "a newer schema" 14 "$v8scope" report "$work/newer"
one_line "a newer schema" '^v8scope: .*newer'

expect_status "a full disk" 15 "$v8scope" report "$work/leak" -o /dev/full/report
expect_status "an unknown format" 2 "$v8scope" report "$work/leak" --format=poem
expect_match "an unknown format: the error" 'poem' "$work/err"
expect_status "no directory" 2 "$v8scope" report
expect_status "an unknown option" 2 "$v8scope" report --frobnicate "$work/leak"
expect_status "an unknown subcommand" 2 "$v8scope" frobnicate
