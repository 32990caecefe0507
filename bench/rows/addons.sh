#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The same for an addon of stock node. Nodes are fetched as the tests do; quick runs take those
# that are there.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../../tests/live/node.sh"

turns=$(by_size 20000 5) # for seconds, of which a session's first collections are few
times=$(by_size 1000 200)
count=$(by_size 9 1)
version=
script=$(dirname "$0")/../programs/addon_calls.js

node_args() {
	addon=$nodes/$version/addons/node_addon/v8_addon.node
	args=("$(node_dir "$version")/bin/node" "$script" "$addon" iterationScope "$turns" "$times")
}
plain() { node_args && "${args[@]}" | value ns; }
traced() { node_args && recorded -- "${args[@]}" | value ns; }

# measure VERSION: in a shell of its own, where skipping ends.
measure() (
	version=$1
	trap - EXIT
	if [ "$quick" = 1 ] && [ ! -x "$(node_dir "$version")/bin/node" ]; then
		skip "node $version was not fetched yet, and a quick run fetches nothing"
	fi
	fetch "$version"
	addons "$version"
	row "census.addon-$version" "$(pairs "$count" 'b / a' plain traced)"
)

for version in 22 26; do
	measure "$version" 2>"$work/reason" ||
		row "census.addon-$version" "" "$(tail -n 1 "$work/reason")"
done
