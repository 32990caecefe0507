#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# v8scope's own HandleScope in an addon: each of its scopes is told with its line, its kind and
# its handles, and once, whether V8's headers inline V8's constructor (26) or not.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"

readonly source=tests/live/addons/noted_addon.cc
readonly run=$source_dir/demos/node_addon/run.js
readonly depth=20

# events NAME EVENT: its events, a line each.
events() {
	babeltrace2 "$work/$1" | grep " v8:$2: " || true
}

# count NAME EVENT [PATTERN]
count() {
	events "$1" "$2" | grep -cE -- "${3:-}" || true
}

leak_has_its_line() {
	record "leak$1" -- "$node" "$run" "$addon" outerScope 1 100000
	report "leak$1"
	expect_equal "$1: verdict" leak "$(isolate "leak$1" .verdict)"
	expect_equal "$1: function" '(anonymous namespace)::run_with_outer_scope' \
		"$(holder "leak$1" '.function | sub("\\(v8.*"; "")')"
	expect_equal "$1: line" "$(line_of $source 'LEAK: the scope')" "$(holder "leak$1" .line)"
	expect_equal "$1: file" "$(basename $source)" "$(holder "leak$1" '.file | sub(".*/"; "")')"
	# A context and a promise each.
	expect_within "$1: handles" 200000 "$(holder "leak$1" .handles)" 1
}

# Of ours and V8's, by turns, each holds the handles that are its own: one, and two.
census_lists_each_once() {
	local ip census
	record "nest$1" --detail=scopes --gc=off --no-loss -- "$node" "$run" "$addon" nest 1 $depth
	# The first place that opened as many: V8's scopes are inside ours.
	ip=$(events "nest$1" handle_scope_open | grep -oE 'ip = 0x[0-9A-F]+' |
		awk -v n=$depth '++count[$3] == 1 { order[++ips] = $3 }
			END { for (i = 1; i <= ips; i++) if (count[order[i]] == n) { print order[i]; exit } }')
	[ -n "$ip" ] || fail "$1: no place opened $depth scopes"
	census=$(events "nest$1" census_scope | grep -F "ip = $ip," |
		grep -oE 'census_id = [0-9]+' | sort | uniq -c | sort -rn | awk 'NR == 1 { print $4 }')
	events "nest$1" census_scope | grep -F "census_id = $census," >"$work/census"
	expect_equal "$1: our scopes in a census" $depth "$(grep -cF "ip = $ip," "$work/census")"
	expect_equal "$1: ours that the stack shows as well" $depth \
		"$(grep -F "ip = $ip," "$work/census" | grep -c 'source = ( "both"')"
	expect_equal "$1: handles from our first scope on" "$(yes "1 2" | head -n $depth | xargs)" \
		"$(sed -n "/ip = $ip,/,\$p" "$work/census" | head -n $((2 * depth)) |
			sed -E 's/.* handles = ([0-9]+),.*/\1/' | xargs)"
	expect_equal "$1: ids" "$(wc -l <"$work/census")" \
		"$(grep -oE 'scope_id = [0-9]+' "$work/census" | sort -u | wc -l)"
}

every_opening_is_closed() {
	local scopes=1000
	record "escape$1" --detail=scopes --no-loss -- "$node" "$run" "$addon" escape 5 200
	expect_equal "$1: escapable scopes" $scopes \
		"$(count "escape$1" handle_scope_open 'kind = \( "escapable"')"
	expect_equal "$1: escapes into the scope around" $scopes \
		"$(count "escape$1" handle_escape 'to_scope_id = [1-9]')"
	expect_equal "$1: scopes closed" "$(count "escape$1" handle_scope_open)" \
		"$(count "escape$1" handle_scope_close 'skipped = 0')"
	expect_equal "$1: marks" 5 "$(count "escape$1" mark 'name = "escape"')"
}

# The addon is there before v8scope is, and finds none.
addon_may_be_loaded_first() {
	local preload=$build/lib/v8scope/preload.js
	record "first$1" --detail=scopes --no-loss -- env -u LD_PRELOAD \
		NODE_OPTIONS="--require=$addon --require=$preload" "$node" "$run" "$addon" escape 5 200
	expect_equal "$1: escapable scopes of an addon that came first" 1000 \
		"$(count "first$1" handle_scope_open 'kind = \( "escapable"')"
	expect_equal "$1: marks of an addon that came first" 5 "$(count "first$1" mark)"
}

for version in libnode 26; do
	fetch "$version"
	build_test_addons "$version"
	node=$(node_dir "$version")/bin/node
	addon=$(test_addon "$version" noted_addon)
	for way in outerScope escape nest; do
		expect_status "$version: $way without v8scope" 0 "$node" "$run" "$addon" $way 1 50
		expect_equal "$version: what it prints" "way=$way calls=50" "$(cat "$work/out")"
	done
	leak_has_its_line "$version"
	every_opening_is_closed "$version"
	census_lists_each_once "$version"
	addon_may_be_loaded_first "$version"
done
