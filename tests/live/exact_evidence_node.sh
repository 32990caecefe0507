#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The addons' leaks on libnode and on stock nodes, with a heap snapshot: each call leaves a promise
# that the scope, the global or the reference alone keeps; the sampled types say the same.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"

versions=(libnode 18 20 22 24 26)
promise_bytes=48
demo=$source_dir/demos/node_addon

# expect_sampled_types NAME: promises' share of the scope's handles by the sample and of what it
# keeps by the snapshot, in percent.
expect_sampled_types() {
	local sampled kept
	sampled=$(holder "$1" '.types | 100 * (map(select(.type == "JSPromise").slots) | add) /
		(map(.slots) | add)')
	kept=$(holder "$1" '100 * .exact.constructors[0].objects / .exact.objects')
	echo "$1: promises are $sampled % of the sampled handles, $kept % of what the scope keeps"
	awk -v a="$sampled" -v b="$kept" 'BEGIN { exit !(a - b <= 2 && b - a <= 2) }' ||
		fail "$1: the shares differ by more than 2 points"
}

# leak VERSION ADDON WAY KIND FUNCTION TURNS [TIMES]: the first holder keeps a promise for each of
# its handles.
leak() {
	local name=$1-$2-$3 handles
	record "$name" --snapshot -- "$(node_dir "$1")/bin/node" "$demo/run.js" \
		"$nodes/$1/addons/node_addon/$2.node" "$3" "${@:6}"
	report "$name"
	expect_equal "$name: evidence" exact "$(isolate "$name" .evidence)"
	expect_equal "$name: kind" "$4" "$(holder "$name" .kind)"
	expect_match "$name: function" "$5" <(holder "$name" .function)
	expect_equal "$name: what it keeps most of" Promise \
		"$(holder "$name" '.exact.constructors[0].constructor')"
	handles=$(holder "$name" .handles)
	expect_at_least "$name: handles" 10000 "$handles"
	expect_within "$name: promises" "$handles" \
		"$(holder "$name" '.exact.constructors[0].objects')" 1
	expect_within "$name: bytes" $((promise_bytes * handles)) \
		"$(holder "$name" .exact.retained_bytes)" 1
	[ "$4" != handle_scope ] || expect_sampled_types "$name"
	rm -rf "${work:?}/$name"
}

for version in "${versions[@]}"; do
	fetch "$version"
done
for version in "${versions[@]}"; do
	addons "$version"
	# V8 14 inlines HandleScope: nobody sees it close, the snapshot is of some moment before.
	leak "$version" v8_addon outerScope handle_scope run_with_outer_scope 1 50000
	leak "$version" v8_addon persistent global keep_persistent 250
	leak "$version" napi_addon outerScope handle_scope run_with_outer_scope 1 50000
	leak "$version" napi_addon reference napi_ref keep_references 250
	leak "$version" napi_addon deferred napi_deferred never_conclude 250
done
