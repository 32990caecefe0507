#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Trace events follow the rules of Chrome's format, even of hostile reports, and say over time
# what the report says of the end.
here=$(dirname "$(realpath "$0")")
# shellcheck source=../live/lib.sh
source "$here/../live/lib.sh"

# check_rules WHAT FILE
check_rules() {
	expect_equal "what $1 breaks of the rules" "[]" "$(jq -c -f "$here/trace_event.jq" "$2")"
}

trace=$source_dir/demos/traces/async-outer
for format in json trace-event; do
	"$v8scope" report "$trace" --format="$format" -o "$work/leak.$format"
done
check_rules "a recorded leak" "$work/leak.trace-event"

# last NAME: the counter's last arguments.
last() {
	jq -c --arg name "$1" '[.traceEvents[] | select(.ph == "C" and .name == $name)] |
		max_by(.ts) | .args' "$work/leak.trace-event"
}

isolate='.processes[0].isolates[0]'
expect_equal "full collections" "$(jq "$isolate.full_gcs" "$work/leak.json")" \
	"$(jq '[.traceEvents[] | select(.ph == "i" and .name == "full GC")] | length' \
		"$work/leak.trace-event")"
expect_equal "the holder's handles" \
	"$(jq -c "$isolate.holders[0] | {\"1. handle_scope\": .handles}" "$work/leak.json")" \
	"$(last "handles by holder" | jq -c 'with_entries(select(.key | startswith("1.")))')"
expect_equal "the most live bytes after a full collection" \
	"$(jq "$isolate.final_bytes" "$work/leak.json")" \
	"$(jq '[.traceEvents[] | select(.name == "full GC") | .args["live bytes"]] | max' \
		"$work/leak.trace-event")"
expect_equal "names of processes and isolates" '["v8heapexperiment (pid 22928)","isolate 0x55fa3cdba720"]' \
	"$(jq -c '[.traceEvents[] | select(.ph == "M") | .args.name]' "$work/leak.trace-event")"

"$build/tests/write_samples" trace-event >"$work/samples"
number=0
while IFS= read -r -d '' document; do
	number=$((number + 1))
	printf '%s' "$document" >"$work/sample.$number"
	check_rules "sample $number" "$work/sample.$number"
done <"$work/samples"
expect_at_least "samples" 7 "$number"
cat "$work"/sample.* | jq -s '[.[].traceEvents |
	select(any(.[]; .args.name == "app (pid 1234)"))[]]' >"$work/events"
expect_equal "a mark" '[{"name":"warm \"up\"\\x1b[2J","ts":1767225845000000,"s":"p"}]' \
	"$(jq -c 'map(select(.ph == "i" and .s == "p") | {name, ts, s})' "$work/events")"
expect_equal "heap in use over time" '[[1767225845000000,2000],[1767225845001000,3500],[1767225845002000,5000]]' \
	"$(jq -c 'map(select(.name == "heap used") | [.ts, .args.bytes])' "$work/events")"
expect_equal "full collections of a sample" '[1767225845000000,1767225845002000]' \
	"$(jq -c 'map(select(.name == "full GC") | .ts)' "$work/events")"
