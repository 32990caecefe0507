#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Stock node, as its makers build it: an addon by V8's API, one by Node-API, and JavaScript
# alone, each with its leaks and without. One table at the end.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"

versions=(18 20 22 24 26)
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
	[ "$addon" = javascript ] || addon=$nodes/$1/addons/node_addon/$addon.node
	record "$name" -- "$(node_dir "$1")/bin/node" "$demo/run.js" "$addon" "$3" "${@:5}"
	expect_match "$name: its output" "^way=$3 calls=[0-9]+$" "$work/$name.out"
	report "$name"
	got=$(found "$name")
	if [ "$got" != "$expected" ]; then
		result="WRONG, expected $expected"
		failures=$((failures + 1))
	fi
	printf '%-6s %-10s %-15s %-55s %s\n' "$1" "${2%_addon}" "$3" "$got" "$result" >>"$table"
	rm -rf "${work:?}/$name"
}

# leak FILE TEXT FUNCTION KIND: what is expected of the leak in the line with TEXT.
leak() {
	echo "leak $4 $3 $(line_of "demos/node_addon/$1" "LEAK: $2")"
}

v8_addon() {
	local outer
	outer=$(leak v8_addon.cc 'the scope' run_with_outer_scope handle_scope)
	# V8 14's headers inline HandleScope: it is found on the stack, in its function,
	# but nobody saw on which line it was opened.
	[ "$1" -lt 26 ] || outer="leak handle_scope run_with_outer_scope -"
	cell "$1" v8_addon outerScope "$outer" 1 200000
	cell "$1" v8_addon persistent "$(leak v8_addon.cc persistent keep_persistent global)" 500
	cell "$1" v8_addon iterationScope "ok - - -" 500
	cell "$1" v8_addon escape "ok - - -" 500
}

napi_addon() {
	cell "$1" napi_addon outerScope \
		"$(leak napi_addon.c 'the scope' run_with_outer_scope handle_scope)" 1 500000
	cell "$1" napi_addon reference "$(leak napi_addon.c reference keep_references napi_ref)" 500
	cell "$1" napi_addon deferred \
		"$(leak napi_addon.c deferred never_conclude napi_deferred)" 500
	cell "$1" napi_addon iterationScope "ok - - -" 500
	cell "$1" napi_addon escape "ok - - -" 500
}

javascript() {
	cell "$1" javascript keep "not-handles javascript - -" 500
	cell "$1" javascript forget "ok - - -" 500
}

for version in "${versions[@]}"; do
	fetch "$version"
	addons "$version"
	v8_addon "$version"
	napi_addon "$version"
	javascript "$version"
done
printf '%-6s %-10s %-15s %-55s %s\n' node addon way 'verdict, holder, function, line' result
cat "$table"
[ "$failures" = 0 ] || fail "$failures cells are wrong"
