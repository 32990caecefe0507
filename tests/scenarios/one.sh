#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# one.sh BUILD WORK NAME WAY: records a scenario, compares the report with what the
# program measures, and leaves the result in WORK/NAME.WAY.result. WAY is how full
# collections come: "ends" of the run, "during" it by the program, "every" 20 ms. Or
# "exact": as at "ends", with a heap snapshot.
set -euo pipefail

build=$1 work=$2 name=$3 way=$4
here=$(cd "$(dirname "$0")" && pwd)
scenarios=$build/bin/scenarios
prefix=$work/$name.$way
options=()
record=()

case $way in
during) options=(--collect=20) ;;
every) record=(--gc=every:20ms) ;;
exact) record=(--snapshot) ;;
esac
# What V8 keeps of compiled code depends on when it collects: the program measures itself
# under the same collections.
"$build/bin/v8scope" record -o "$prefix.measured" "${record[@]/--snapshot/--gc=ends}" -- \
	"$scenarios" "$name" --truth "${options[@]}" >"$prefix.truth" 2>"$prefix.err" </dev/null
rm -rf "$prefix.measured"
"$build/bin/v8scope" record -o "$prefix" "${record[@]}" -- "$scenarios" "$name" "${options[@]}" \
	>"$prefix.out" 2>"$prefix.err" </dev/null
"$build/bin/v8scope" report "$prefix" --format=json -o "$prefix.json"
"$scenarios" --list | jq -c --arg name "$name" 'select(.name == $name)' >"$prefix.scenario"
case $way in
ends | exact) expected=$(jq -r .ends "$prefix.scenario") ;;
during) expected=$(jq -r .during "$prefix.scenario") ;;
# How many collections come in time depends on the machine: they can be too few to tell.
every) expected=$(jq -r '[.ends, .during] | map(split(",")) | transpose | map(add + "G") | join(",")' \
	"$prefix.scenario") ;;
esac
jq -c --slurpfile truth "$prefix.truth" --slurpfile scenarios "$prefix.scenario" \
	--arg expected "$expected" --arg way "$way" \
	'$scenarios[0] as $scenario | '"$(cat "$here/compare.jq")" "$prefix.json" >"$prefix.result"
