#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# check.sh V8SCOPE TRACES: the gate opens and closes, and says why.
. "$(dirname "$0")/common.sh"
leak=$traces/async-outer
latent=$traces/sync-outer
fixed=$traces/async-iteration
here=$(dirname "$0")

# lines N: the last output has so many.
lines() {
	[ "$(wc -l <"$work/out")" = "$1" ] || fail "not $1 lines: $(cat "$work/out")"
}

expect 1 check "$leak"
says '^FAILED .*\(pid 22928\) isolate 0x55fa3cdba720; failed: verdict leak$'
expect 0 check "$fixed"
says '^passed .*; passed: verdict ok$'
expect 0 check "$latent"
expect 1 check "$latent" --fail-on=leak,latent
expect 0 check "$leak" --fail-on=none
expect 1 check "$traces"
lines 5
expect 1 check "$traces" --pid=22928
lines 1
expect 0 check "$traces" --isolate=0x55c8cee75720
lines 1
expect 2 check "$traces" --pid=5
complains 'no isolate'

# The trace says 23,996,976 bytes and 1,900,042 handles.
expect 1 check "$leak" --fail-on=none --max-growth=23996975
says 'failed: growth 22\.9 MiB \(at most 22\.9 MiB\); passed: verdict leak$'
expect 0 check "$leak" --fail-on=none --max-growth=23996976
expect 1 check "$leak" --fail-on=none --max-growth=22M
expect 1 check "$leak" --fail-on=none --max-handles=1900041
says 'failed: handles 1,900,042 \(at most 1,900,041\)'
expect 0 check "$leak" --fail-on=none --max-handles=1900042

# What is suppressed counts for nothing.
echo 'leak:v8heapexperiment' >"$work/known"
expect 0 check "$leak" --suppressions="$work/known" --max-growth=1K --max-handles=0
says 'suppressed: 1$'

# What cannot be told.
expect 2 check "$work/nowhere" --junit="$work/nowhere.xml"
complains 'nowhere'
xmllint --noout --schema "$here/junit.xsd" "$work/nowhere.xml" 2>/dev/null || fail "bad XML: nowhere"
[ "$(xmllint --xpath 'string(//error/@message)' "$work/nowhere.xml" | grep -c nowhere)" = 1 ] ||
	fail "the error is not in the document"
mkdir "$work/empty"
expect 2 check "$work/empty"
complains 'holds no trace'

# cut NAME BYTES: a copy of the leak whose largest stream has so many bytes less.
cut_trace() {
	local stream size
	cp -r "$leak" "$work/$1"
	stream=$(find "$work/$1" -name 'v8-state_?' -printf '%s %p\n' | sort -n | tail -n 1 | cut -d' ' -f2-)
	size=$(stat -c %s "$stream")
	truncate -s $((size - $2)) "$stream"
}
cut_trace cut 100
expect 2 check "$work/cut" --fail-on=none
says '^(passed|unknown) '
complains 'cut short, and the check covers only'
expect 1 check "$work/cut" --fail-on=inconclusive,leak,growth,latent

# The document has what the lines have.
expect 1 check "$traces" --junit="$work/all.xml" --max-handles=1000
xmllint --noout --schema "$here/junit.xsd" "$work/all.xml" 2>/dev/null || fail "bad XML: all"
for count in 'testsuite/@tests 10' 'testsuite/@failures 5' 'testsuite/@errors 0'; do
	[ "$(xmllint --xpath "string(//${count% *})" "$work/all.xml")" = "${count#* }" ] ||
		fail "not $count: $(cat "$work/all.xml")"
done
[ "$(xmllint --xpath 'count(//failure)' "$work/all.xml")" = 5 ] || fail "not 5 failures"
expect 2 check "$fixed" --junit="$work/no/such/file.xml"
complains 'cannot write .*file.xml'

for bad in --max-growth=x --max-growth=1T --max-handles=-1 --max-handles= --fail-on=ok \
	--fail-on=leak,nonsense --fail-on= --pid=x --isolate=x "--suppressions=$work/missing" --frobnicate; do
	expect 2 check "$leak" "$bad"
	complains 'check: '
done
expect 2 check
complains 'expected one trace directory'
expect 0 help check
for option in max-growth max-handles fail-on junit pid isolate suppressions; do
	says "--$option="
done
