#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# replay.sh V8SCOPE TRACES: without a terminal a recording is played as lines, one for each
# collection and census that is in it; and the traces that ship are what is promised of them.
. "$(dirname "$0")/common.sh"
leak=$traces/async-outer
promises=$traces/async-outer-promises

# equal WHAT EXPECTED FOUND
equal() {
	[ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"
	echo "ok: $1 is $3"
}

# play NAME [OPTION...]: the lines, as JSON, to $work/NAME.json; the trace's events to $work/NAME.
play() {
	"$v8scope" replay "$traces/$1" --format=json "${@:2}" >"$work/$1.json"
	babeltrace2 --clock-seconds "$traces/$1" >"$work/$1" 2>/dev/null
}

# moments NAME KIND: how many lines are of it.
moments() {
	jq -s --arg kind "$2" 'map(select(.moment == $kind)) | length' "$work/$1.json"
}

# events NAME PATTERN: how many of the trace's lines match.
events() {
	grep -Ec -- "$2" "$work/$1" || true
}

# field NAME EVENT FIELD: its values, one a line.
field() {
	sed -nE "s/.* v8:$2:.*[{ ]$3 = ([0-9]+).*/\\1/p" "$work/$1"
}

# A part of a collection ends as well, and is none.
full='v8:gc_end:.* type = \( "mark_sweep_compact"'
minor='v8:gc_end:.* type = \( "(scavenge|minor_mark_sweep)"'

for trace in async-outer sync-outer async-iteration sync-iteration async-outer-promises; do
	play "$trace"
	equal "$trace: censuses" "$(events "$trace" 'v8:census_end:')" "$(moments "$trace" census)"
	equal "$trace: full collections" "$(events "$trace" "$full")" "$(moments "$trace" full-gc)"
	equal "$trace: minor collections" "$(events "$trace" "$minor")" "$(moments "$trace" minor-gc)"
	equal "$trace: ends" 1 "$(moments "$trace" end)"
	diff <(field "$trace" census_end handles) \
		<(jq 'select(.moment == "census") | .handles' "$work/$trace.json") ||
		fail "$trace: handles at the censuses"
	diff <(field "$trace" census_end scopes) \
		<(jq 'select(.moment == "census") | .live_scopes' "$work/$trace.json") ||
		fail "$trace: scopes at the censuses"
	diff <(grep -E "$full|$minor" "$work/$trace" | sed -E 's/.* used_heap_size = ([0-9]+).*/\1/') \
		<(jq 'select(.moment | test("gc")) | .used_bytes' "$work/$trace.json") ||
		fail "$trace: the heap after the collections"
	jq -s -e 'map(.elapsed_ns) == (map(.elapsed_ns) | sort)' "$work/$trace.json" >/dev/null ||
		fail "$trace: the order of time"
	report=$("$v8scope" report "$traces/$trace" --format=json |
		jq -c '.processes[0] | [.pid, (.isolates[0] | .isolate, .verdict, .growth_bytes, .full_gcs)]')
	equal "$trace: the end" "$report" "$(jq -sc '.[-1] |
		[.pid, .isolate, .verdict, .growth_bytes, .full_gcs]' "$work/$trace.json")"
done

equal "the leak's last verdict" leak "$(jq -sr '.[-1].verdict' "$work/async-outer.json")"
equal "its first" inconclusive "$(jq -sr '.[0].verdict' "$work/async-outer.json")"
jq -s -e '[.[] | select(.moment == "census") | .holders[] | select(.scope_id == 2 and .live) |
	.handles] | . == sort and .[0] < 1000 and .[-1] > 1000000' "$work/async-outer.json" >/dev/null ||
	fail "the scope that leaks does not grow"
jq -s -e '.[-1].holders | map(select(.scope_id == 2)) |
	length == 1 and .[0].live == false and .[0].handles > 1000000' "$work/async-outer.json" >/dev/null ||
	fail "the scope that leaked is not remembered"
jq -s -e 'all(.promises.created == null)' "$work/async-outer.json" >/dev/null ||
	fail "promises are counted where they were not recorded"
echo "ok: the scope grows from census to census, and is remembered"

# Up to each census as many were made and settled as there are events before it.
for what in create:created settle:settled; do
	diff <(awk -v event="v8:promise_${what%:*}:" 'index($0, event) { n++ }
		/v8:census_end:/ { print n + 0 }' "$work/async-outer-promises") \
		<(jq --arg of "${what#*:}" 'select(.moment == "census") | .promises[$of] // 0' \
			"$work/async-outer-promises.json") || fail "promises $what"
done
equal "promises made in the end" "$(events async-outer-promises v8:promise_create:)" \
	"$(jq -s '.[-1].promises.created' "$work/async-outer-promises.json")"
jq -s -e 'map(select(.moment == "census") | .promises.in_scopes // empty) |
	length > 2 and . == sort and .[-1] >= 1500' "$work/async-outer-promises.json" >/dev/null ||
	fail "promises that scopes hold"

# As text: a head of two lines, and the same lines.
expect 0 replay "$leak"
equal "lines of text" "$(($(wc -l <"$work/async-outer.json") + 2))" "$(wc -l <"$work/out")"
says '^v8heapexperiment \(pid [0-9]+\)   isolate 0x[0-9a-f]+$' \
	'^ *[0-9.]+  census  .* 23\.4 MiB  +1,900,042 .* 502,225  leak  ' '^ *[0-9.]+  end .* leak'
expect 0 replay --once --speed=0.001 "$promises"
says ' 1,501 +1,501 +1,500  leak '
expect 0 replay "$leak" --format=text --speed=max

# Isolates by number.
"$v8scope" replay "$traces" --format=json >"$work/all"
equal "isolates of all traces" 5 "$(jq -s 'map(.isolate) | unique | length' "$work/all")"
pid=$(jq -s '.[0].pid' "$work/sync-outer.json") isolate=$(jq -sr '.[0].isolate' "$work/sync-outer.json")
expect 0 replay "$traces" --format=json --pid="$pid"
diff "$work/sync-outer.json" "$work/out" || fail "the isolates of a process"
expect 0 replay "$traces" --format=json --isolate="$isolate"
diff "$work/sync-outer.json" "$work/out" || fail "an isolate"

# A part of the time.
expect 0 replay "$leak" --format=json --since=100ms --until=400ms
jq -s -e 'length > 3 and .[-1].elapsed_ns <= 300000000 and .[-1].verdict != "inconclusive"' \
	"$work/out" >/dev/null || fail "a part of the time"
expect 2 replay "$leak" --since=soon
complains since

expect 2 replay "$leak" --pid=5
complains 'no isolate'
for bad in --speed=0 --speed=-1 --speed=fast --speed=1x --speed=nan --speed= --format=xml --pid=x --loud; do
	expect 2 replay "$leak" "$bad"
	complains "${bad%%=*}"
done
expect 2 replay
complains 'one trace directory'
expect 10 replay "$work/nowhere"
complains 'nowhere'
mkdir "$work/empty"
expect 11 replay "$work/empty"
complains 'empty'

# A trace that breaks off is played as far as it goes.
cp -r "$leak" "$work/cut"
for stream in "$work"/cut/ust/uid/0/64-bit/v8-state_*; do
	truncate -s $(($(stat -c %s "$stream") * 2 / 3)) "$stream"
done
expect 12 replay "$work/cut" --format=json
complains 'cut short'
jq -s -e 'length > 0 and .[-1].moment == "end"' "$work/out" >/dev/null || fail "nothing of the cut trace"

expect 0 help replay
says '--speed=N' '--once' '--format=FORMAT' '--pid=PID' '--isolate=ADDRESS' '^Keys:'
never 'suppressions'

# What ships: every variant of the demo, with the command that made it, in 1 MiB.
total=$(find "$traces" -type f -printf '%s\n' | awk '{ n += $1 } END { print n }')
[ "$total" -le $((1024 * 1024)) ] || fail "the traces have $total bytes"
for source in async sync; do
	for scope in outer iteration; do
		grep -Eq "^record $source-$scope -- .*--source=$source --scope=$scope" "$traces/record.sh" ||
			fail "record.sh does not make $source-$scope"
	done
done
for trace in "$traces"/*/; do
	grep -q "^record $(basename "$trace") " "$traces/record.sh" || fail "who made $trace?"
done
echo "ok: the traces have $total bytes"
