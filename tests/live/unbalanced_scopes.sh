#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Node-API scopes that are closed out of order, or never: the report tells, and node does what it
# does alone.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"

run_js=$source_dir/demos/node_addon/run.js

# same NAME OPTION WAY TURNS TIMES: recorded, node exits (with $status) and prints as it does alone.
same() {
	local name=$1 addon
	status=0
	addon=$(test_addon "$version" unbalanced_addon)
	shift
	"$node" "$run_js" "$addon" "${@:2}" >"$work/alone" 2>/dev/null || status=$?
	expect_status "$version: $name" "$status" "$v8scope" record -o "$work/$name" "$1" -- \
		"$node" "$run_js" "$addon" "${@:2}"
	expect_equal "$version: $name: what it prints" "$(cat "$work/alone")" "$(cat "$work/out")"
	report "$name"
}

# expect_leak NAME FUNCTION TEXT: of the scope that is opened in the line with TEXT.
expect_leak() {
	expect_equal "$version: $1: verdict" leak "$(isolate "$1" .verdict)"
	expect_equal "$version: $1: what leaks" "handle_scope live $2 $(line_of \
		tests/live/addons/unbalanced_addon.c "$3")" \
		"$(holder "$1" '"\(.kind) \(.state) \(.function) \(.line)"')"
}

for version in 18 26; do
	fetch "$version"
	build_test_addons "$version"
	node=$(node_dir "$version")/bin/node

	same turns --detail=census leftOpenByTurns 1 1000
	expect_leak turns on_turn 'LEAK: left open by every turn'
	expect_within "$version: turns: handles" 101000 "$(holder turns .handles)" 1
	expect_match "$version: turns: advice" 'Close each scope .* 1000 of them' "$work/turns.json"

	# node's own check of what a function leaves open ends the process.
	same aborted --detail=census leftOpen 1 300000
	expect_equal "$version: aborted: by a signal" 134 "$status"
	expect_leak aborted left_open 'LEAK: left open by a function'

	same order --detail=scopes outOfOrder 100 20
	expect_equal "$version: order: verdict" ok "$(isolate order .verdict)"
	babeltrace2 "$work/order" >"$work/events"
	expect_equal "$version: order: scopes that were open when an outer one was closed" 2000 \
		"$(grep -c 'v8:handle_scope_close:.*skipped = 1' "$work/events")"
	rm -rf "$work"/{turns,aborted,order}
done
