#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# graphs.sh V8SCOPE PLUGINS TRACES: the components in graphs that babeltrace2 builds, among
# components of its own, give the report that the command gives.
set -euo pipefail
export TZ=UTC LC_ALL=C.UTF-8
v8scope=$1 plugins=$2 traces=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
leak=$traces/async-outer
stream_dir=$leak/ust/uid/0/64-bit

bt() {
	babeltrace2 --plugin-path="$plugins" "$@"
}

# report OUTPUT TRACE... [OPTION...]: the report by `babeltrace2 convert`.
report() {
	bt convert "${@:2}" --component=filter.v8scope.attribute \
		--component=sink.v8scope.report --params='format="json"' >"$work/$1"
}

# same WHAT EXPECTED FOUND [FILTER]: the documents are the same.
same() {
	local filter=${4:-.}

	diff -u <(jq "$filter" "$2") <(jq "$filter" "$3") || {
		echo "FAILED: $1" >&2
		exit 1
	}
	echo "ok: $1"
}

# run OUTPUT [COMPONENT PARAMS]...: a graph by `babeltrace2 run`, these between muxer and filter.
run() {
	local output=$1 last=muxer number=0
	local -a options=(--component=source:source.ctf.fs "--params=inputs=[\"$stream_dir\"]"
		--component=muxer:filter.utils.muxer)
	local -a connections=(--connect=source:muxer)

	shift
	while [ $# -gt 0 ]; do
		number=$((number + 1))
		options+=("--component=c$number:$1")
		[ -z "$2" ] || options+=("--params=$2")
		connections+=("--connect=$last:c$number")
		last=c$number
		shift 2
	done
	bt run "${options[@]}" --component=attribute:filter.v8scope.attribute \
		--component=report:sink.v8scope.report --params='format="json"' \
		"${connections[@]}" --connect="$last:attribute" --connect=attribute:report \
		>"$work/$output"
}

for trace in async-outer sync-outer async-iteration; do
	"$v8scope" report "$traces/$trace" --format=json -o "$work/$trace"
done

report plain "$leak"
same "a graph of the command line" "$work/async-outer" "$work/plain"
report debug_info "$leak" --debug-info
same "with debug info added to every event" "$work/async-outer" "$work/debug_info"

jq -s '{processes: map(.processes[]), events: map(.trace.events) | add}' \
	"$work/async-outer" "$work/sync-outer" "$work/async-iteration" |
	jq '.processes |= sort_by(.pid)' >"$work/single"
report several "$traces/async-iteration" "$leak" "$traces/sync-outer"
jq '{processes: .processes | sort_by(.pid), events: .trace.events}' "$work/several" >"$work/together"
same "three traces in one graph" "$work/single" "$work/together"

run explicit filter.lttng-utils.debug-info ""
same "a graph of one's own" "$work/async-outer" "$work/explicit"
run all filter.utils.trimmer 'begin="2026-11-22 09:00", end="2026-11-22 10:00"'
same "a trimmer that leaves everything" "$work/async-outer" "$work/all"

# A part of the trace: by the converter's options, by a trimmer's, and with more around it.
begin='2026-11-22 09:08:59.59' end='2026-11-22 09:09:00.2'
report window "$leak" --begin="$begin" --end="$end"
run trimmed filter.utils.trimmer "begin=\"$begin\", end=\"$end\""
same "a window, converted and run" "$work/window" "$work/trimmed"
run trimmed_first filter.utils.trimmer "begin=\"$begin\", end=\"$end\"" filter.lttng-utils.debug-info ""
same "a window, and debug info after it" "$work/window" "$work/trimmed_first"
jq -e '.processes[0].isolates[0] | .verdict == "leak" and .v8_version == null and
	.growth_bytes > 1e6 and .growth_bytes < 2e7 and .gaps[0].kind == "no-beginning"' \
	"$work/window" >/dev/null || { echo "FAILED: the window's report" >&2; exit 1; }
jq -e '.trace.events < 205 and .processes[0].isolates[0].holders[0].scope_id == 2' \
	"$work/window" >/dev/null || { echo "FAILED: the window's holder" >&2; exit 1; }
echo "ok: a window shows the leak that is in it, and says that it is a part"
# The command's own window: the same, but what is known from before has its names, and times
# count from there.
"$v8scope" report "$leak" --format=json --since="$begin" --until="$end" -o "$work/since"
unnamed='del(.trace.event_schema, .processes[].command, .processes[].modules) |
	del(.processes[].isolates[] | .v8_version, .gc_policy, .heap_size_limit, .gaps) |
	del(.processes[].isolates[].holders[] | .module, .module_offset) |
	walk(if type == "object" then del(.first_ns, .began_at_ns, .at_ns, .begin_ns, .end_ns) else . end)'
same "--since and --until" "$work/window" "$work/since" "$unnamed"
jq -e '.processes[0] | .command != null and .modules[0].build_id != null and (.isolates[0] | .v8_version != null and
	.holders[0].module != null)' "$work/since" >/dev/null ||
	{ echo "FAILED: names from before the window" >&2; exit 1; }
bt convert "$leak" --component=filter.v8scope.attribute \
	--params="begin=\"$begin\", end=\"$end\"" \
	--component=sink.v8scope.report --params='format="json"' >"$work/params"
same "the filter's begin and end" "$work/since" "$work/params"
first=$(bt "$leak" --clock-seconds --no-delta | sed -n '1s/^\[\([0-9.]*\)\].*/\1/p')
after_ns=$(($(date -d "$begin" +%s%N) - ${first/./}))
"$v8scope" report "$leak" --format=json -o "$work/relative" \
	--since="$((after_ns / 1000000000)).$(printf %09d "$((after_ns % 1000000000))")s" \
	--until="@$(date -d "$end" +%s.%N)"
same "a time since the beginning, and one since 1970" "$work/since" "$work/relative"
report nothing "$leak" --begin='2026-11-22 11:00'
jq -e '.trace.events == 0 and .processes == []' "$work/nothing" >/dev/null ||
	{ echo "FAILED: a window without events" >&2; exit 1; }
echo "ok: a window without events is an empty report"

# The same pid and isolate on another host, whose clock (the UUID is its boot id) is 0.2 s off.
cp -r "$leak" "$work/elsewhere"
metadata=$work/elsewhere/ust/uid/0/64-bit/metadata
offset=$(grep -aoE 'offset = [0-9]{19}' "$metadata" | cut -d' ' -f3)
sed -i -E "s/(uuid = \".{34})..\"/\100\"/; s/offset = $offset/offset = $((offset + 200000000))/" "$metadata"
report other "$work/elsewhere"
report hosts "$leak" "$work/elsewhere"
jq '[.processes[].isolates[] | del(.holders[] | .opened_at_ns, .began_at)]' "$work/async-outer" >"$work/one"
jq '[.processes[0]] | [.[].isolates[] | del(.holders[] | .opened_at_ns, .began_at)]' "$work/hosts" >"$work/first_host"
jq '[.processes[1]] | [.[].isolates[] | del(.holders[] | .opened_at_ns, .began_at)]' "$work/hosts" >"$work/second_host"
same "two hosts with the same pid: the first" "$work/one" "$work/first_host"
same "two hosts with the same pid: the second" "$work/one" "$work/second_host"
same "each in its own time" <(jq '.processes[]' "$work/async-outer" "$work/other") \
	<(jq '.processes[]' "$work/hosts")

# A container has its host's clock and may have the same pids: it is told by its name.
cp -r "$leak" "$work/container"
sed -i -E '0,/(uuid = ".{34})../s//\122/; s/hostname = "vm"/hostname = "cn"/' \
	"$work/container/ust/uid/0/64-bit/metadata"
report containers "$leak" "$work/container"
jq '[.processes[].isolates[]] | unique | length' "$work/containers" >"$work/alike"
same "two containers with the same pid" <(echo 1) "$work/alike"
same "and their names" <(echo '["cn","vm"]') <(jq -c '[.processes[].host] | sort' "$work/containers")
bt convert "$leak" "$work/container" --component=filter.v8scope.attribute \
	--component=sink.v8scope.report >"$work/containers.text"
[ "$(grep -cE '\(pid [0-9]+ on (cn|vm)\)' "$work/containers.text")" = 2 ] ||
	{ echo "FAILED: the hosts' names as text" >&2; exit 1; }
echo "ok: and as text"

# The attribution as a trace of its own needs nothing but itself.
bt convert "$traces/async-iteration" "$leak" "$traces/sync-outer" \
	--component=filter.v8scope.attribute \
	--component=sink.ctf.fs --params="path=\"$work/derived\", quiet=yes"
bt convert "$work/derived" --component=sink.v8scope.report --params='format="json"' >"$work/read_back"
same "written by sink.ctf.fs and read again" "$work/several" "$work/read_back"
for format in text folded speedscope trace-event; do
	bt convert "$work/derived" --component=sink.v8scope.report \
		--params="format=\"$format\"" >"$work/read_back.$format"
	bt convert "$traces/async-iteration" "$leak" "$traces/sync-outer" \
		--component=filter.v8scope.attribute --component=sink.v8scope.report \
		--params="format=\"$format\"" >"$work/several.$format"
	[ -s "$work/several.$format" ] || { echo "FAILED: $format is empty" >&2; exit 1; }
	diff -u "$work/several.$format" "$work/read_back.$format" ||
		{ echo "FAILED: as $format" >&2; exit 1; }
	echo "ok: and as $format"
done
