#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# report_options.sh V8SCOPE TRACES: what of a report is wanted.
. "$(dirname "$0")/common.sh"
leak=$traces/async-outer
unset DEBUGINFOD_URLS

expect 0 report "$leak" --pid=22928 --isolate=0x55fa3cdba720
says 'verdict: leak' '^  1\. '
expect 0 report "$leak" --isolate=55fa3cdba720
says 'verdict: leak'
expect 2 report "$leak" --pid=1
complains 'no isolate that --pid and --isolate choose; it has: pid 22928 \(isolate 0x55fa3cdba720\)'
expect 2 report "$leak" --isolate=0x1
complains 'no isolate'
expect 2 report "$leak" --pid=one
complains '--pid=one: expected'
expect 2 report "$leak" --isolate=here
complains '--isolate=here: expected'

# A part of the trace; golden_graphs compares it with babeltrace2's trimmer.
expect 0 report "$leak" --since=200ms --until=0.6s
says 'the beginning is missing' 'the end is missing' 'V8 10\.2'
expect 0 check "$leak" --since=500ms --max-growth=1M --fail-on=none
for time in 5 -1s tomorrow ''; do
	for option in since until; do
		expect 2 report "$leak" --$option="$time"
		complains "--$option=$time: expected a time since the recording began"
		expect 2 check "$leak" --$option="$time"
	done
done
expect 2 report "$leak" --since=2s --until=1s
complains '--since=2s is after --until=1s'
expect 2 report "$leak" --since=1h
complains 'no isolate in the time that --since and --until choose'
expect 2 check "$leak" --until=2001-01-01T00:00:00Z

expect 0 report "$leak" --top=7
says '^  1\. '
for top in 0 -1 x ''; do
	expect 2 report "$leak" --top="$top"
	complains '--top=.*: expected a number above 0'
done

# A network is used only if asked for, and then there must be somebody to ask.
expect 2 report "$leak" --debuginfod
complains 'report: --debuginfod: .* names no server'
expect 2 check "$leak" --debuginfod
complains 'check: --debuginfod: '
expect 2 diff "$leak" "$leak" --debuginfod
complains 'diff: --debuginfod: '
export DEBUGINFOD_URLS=http://127.0.0.1:9/
expect 0 report "$leak" --debuginfod
unset DEBUGINFOD_URLS

# What was in the file is replaced, and nothing goes to the terminal.
echo old >"$work/file"
expect 0 report "$leak" --output="$work/file"
never .
cp "$work/file" "$work/out"
says 'verdict: leak'
never old

# What is suppressed is gone, and counted.
cat >"$work/known" <<'END'
# Known since long.
leak:bin/v8heap*ment
END
expect 0 report "$leak" --suppressions="$work/known"
says 'suppressed: 1 holder   22\.9 MiB   1,900,042 handles'
never '^  1\. '
expect 0 report "$leak" --suppressions="$work/known" --format=json
[ "$(jq -c '.processes[0].isolates[0] | [.suppressed, (.holders | length)]' "$work/out")" = \
	'[{"holders":1,"growth_bytes":23996573,"handles":1900042},0]' ] || fail "suppressed: $(cat "$work/out")"
echo 'leak:^v8heap' >"$work/other"
expect 0 report "$leak" --suppressions="$work/other"
says '^  1\. '
never 'suppressed'
echo 'v8heapexperiment' >"$work/wrong"
expect 2 report "$leak" --suppressions="$work/wrong"
complains 'wrong:1: "v8heapexperiment": expected leak:PATTERN'
expect 2 report "$leak" --suppressions="$work/missing"
complains '--suppressions: .*missing'

# A terminal gets colour, unless NO_COLOR is set, and no line wider than it is; where the
# locale has no UTF-8, nothing but ASCII.
in_terminal() {
	script -qec "stty cols 60; env $1 '$v8scope' report '$leak'" /dev/null | tr -d '\r' >"$work/out"
}
esc=$(printf '\033')
in_terminal "-u COLUMNS -u NO_COLOR"
says "$esc\\[1;31mverdict: leak"
sed "s/$esc\\[[0-9;]*m//g" "$work/out" >"$work/plain"
[ "$(wc -L <"$work/plain")" -le 60 ] || fail "wider than the terminal: $(cat "$work/plain")"
in_terminal "-u COLUMNS NO_COLOR=1"
never "$esc"
LC_ALL=C expect 0 report "$leak"
! LC_ALL=C grep -q '[^ -~]' "$work/out" || fail "not ASCII: $(cat "$work/out")"
says '^  1\. '
expect 0 report "$leak"
never "$esc"
