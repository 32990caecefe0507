#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The command on recorded traces, the plugin in babeltrace2, and options that are refused: no
# invalid access, no undefined behaviour, no leak.
. "$(dirname "$0")/common.sh"
traces=$source_dir/demos/traces

run_tests --label-regex '^(golden|help)$' --exclude-regex '^golden_replay$'

# One of its traces ends in the middle of an event: babeltrace2 2.0 never frees that event.
ASAN_OPTIONS+=:detect_leaks=0 run_tests --tests-regex '^golden_replay$'

# What of this golden_replay would have shown, and the formats that no golden test has.
for trace in async-outer async-outer-promises; do
	"$build/bin/v8scope" replay "$traces/$trace" --format=json >"$work/out"
	"$build/bin/v8scope" replay "$traces/$trace" --once --speed=max >"$work/out"
	for format in html folded speedscope trace-event; do
		"$build/bin/v8scope" report "$traces/$trace" --format="$format" -o "$work/out"
		[ -s "$work/out" ] || fail "no $format of $trace"
	done
done
nothing_said "the command and the plugin on recorded traces"
