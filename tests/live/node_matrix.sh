#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Stock node, as its makers build it, and one made of the shared libnode: an addon by V8's API,
# one by nan, one by Node-API, and JavaScript alone, each with its leaks and without. One table
# at the end.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"

versions=(libnode 18 20 22 24 26)
demo=$source_dir/demos/node_addon
table=$work/table
failures=0

# found NAME: verdict, and holder, function and line of the first holder, - for none.
found() {
	isolate "$1" '[.verdict] + (if .verdict == "ok" then ["-", "-", "-"] else .holders[0] |
		[.kind, (.function // "-" | sub("\\(.*\\)$"; "") | sub("^.*::"; "")), (.line // "-")]
		end) | map(tostring) | join(" ")'
}

# cell VERSION ADDON WAY EXPECTED TURNS [TIMES]: runs one, and puts its row into the table.
cell() {
	local name=node$1-${2%_addon}-$3 addon=$2 expected=$4 got result=ok
	case $addon in
	javascript) ;;
	nan_addon) addon=$(test_addon "$1" "$addon") ;;
	*) addon=$nodes/$1/addons/node_addon/$addon.node ;;
	esac
	record "$name" -- "$(node_dir "$1")/bin/node" "$demo/run.js" "$addon" "$3" "${@:5}"
	expect_match "$name: its output" "^way=$3 calls=[0-9]+$" "$work/$name.out"
	report "$name"
	got=$(found "$name")
	if [ "$got" != "$expected" ]; then
		result="WRONG, expected $expected"
		failures=$((failures + 1))
	fi
	printf '%-7s %-10s %-15s %-55s %s\n' "$1" "${2%_addon}" "$3" "$got" "$result" >>"$table"
	rm -rf "${work:?}/$name"
}

# leak FILE TEXT FUNCTION KIND: what is expected of the leak in the line with TEXT.
leak() {
	echo "leak $4 $3 $(line_of "$1" "LEAK: $2")"
}

# outer_scope VERSION FILE
outer_scope() {
	# V8 14's headers inline HandleScope: it is found on the stack, in its function,
	# but nobody saw on which line it was opened.
	if [ "$1" = 26 ]; then
		echo "leak handle_scope run_with_outer_scope -"
	else
		leak "$2" 'the scope' run_with_outer_scope handle_scope
	fi
}

v8_addon() {
	local source=demos/node_addon/v8_addon.cc
	cell "$1" v8_addon outerScope "$(outer_scope "$1" $source)" 1 200000
	cell "$1" v8_addon persistent "$(leak $source persistent keep_persistent global)" 500
	cell "$1" v8_addon iterationScope "ok - - -" 500
	cell "$1" v8_addon escape "ok - - -" 500
}

nan_addon() {
	local source=tests/live/addons/nan_addon.cc
	cell "$1" nan_addon outerScope "$(outer_scope "$1" $source)" 1 200000
	cell "$1" nan_addon persistent "$(leak $source persistent keep_persistent global)" 500
	cell "$1" nan_addon iterationScope "ok - - -" 500
	cell "$1" nan_addon escape "ok - - -" 500
}

napi_addon() {
	local source=demos/node_addon/napi_addon.c
	cell "$1" napi_addon outerScope \
		"$(leak $source 'the scope' run_with_outer_scope handle_scope)" 1 500000
	cell "$1" napi_addon reference "$(leak $source reference keep_references napi_ref)" 500
	cell "$1" napi_addon deferred "$(leak $source deferred never_conclude napi_deferred)" 500
	cell "$1" napi_addon iterationScope "ok - - -" 500
	cell "$1" napi_addon escape "ok - - -" 500
}

javascript() {
	cell "$1" javascript keep "not-handles javascript - -" 500
	cell "$1" javascript forget "ok - - -" 500
}

for version in "${versions[@]}"; do
	fetch "$version"
done
for version in "${versions[@]}"; do
	addons "$version"
	build_test_addons "$version"
	v8_addon "$version"
	nan_addon "$version"
	napi_addon "$version"
	javascript "$version"
done
printf '%-7s %-10s %-15s %-55s %s\n' node addon way 'verdict, holder, function, line' result
cat "$table"
[ "$failures" = 0 ] || fail "$failures cells are wrong"
