#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Exact evidence of addons on stock nodes, whose V8s differ: each call leaves a promise that the
# scope, or the global, alone keeps.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"

versions=(22 26)
demo=$source_dir/demos/node_addon

# check NAME KIND FUNCTION: the first holder keeps a promise of 48 bytes for each of its handles.
check() {
	local handles
	report "$1"
	expect_equal "$1: evidence" exact "$(isolate "$1" .evidence)"
	expect_equal "$1: kind" "$2" "$(holder "$1" .kind)"
	expect_match "$1: function" "$3" <(holder "$1" .function)
	expect_equal "$1: what it keeps most of" Promise \
		"$(holder "$1" '.exact.constructors[0].constructor')"
	handles=$(holder "$1" .handles)
	expect_at_least "$1: handles" 10000 "$handles"
	expect_within "$1: promises" "$handles" "$(holder "$1" '.exact.constructors[0].objects')" 1
	expect_within "$1: bytes" $((48 * handles)) "$(holder "$1" .exact.retained_bytes)" 1
	rm -rf "${work:?}/$1"
}

for version in "${versions[@]}"; do
	fetch "$version"
done
for version in "${versions[@]}"; do
	addon=$nodes/$version/addons/node_addon/v8_addon.node
	addons "$version"
	# V8 14 inlines HandleScope: nobody sees it close, the snapshot is of some moment before.
	record "scope-$version" --snapshot -- "$(node_dir "$version")/bin/node" "$demo/run.js" \
		"$addon" outerScope 1 50000
	check "scope-$version" handle_scope run_with_outer_scope
	record "global-$version" --snapshot -- "$(node_dir "$version")/bin/node" "$demo/run.js" \
		"$addon" persistent 250
	check "global-$version" global keep_persistent
done
