#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The doctor on stock node: where V8 is, what is hooked of addons by V8's API and by Node-API and
# in JavaScript alone, and that it knows what an inlined HandleScope costs.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"

# doctor NAME COMMAND...: its JSON becomes $work/NAME.json.
doctor() {
	expect_status "doctor, $1" 0 "$v8scope" doctor --format=json -- "${@:2}"
	cp "$work/out" "$work/$1.json"
}

# hooked NAME GROUP: how many functions of the group are.
hooked() {
	json "$1" "[.processes[0].hooks[] | select(.group == \"$2\" and .state == \"hooked\")] | length"
}

# A node that runs nothing, alone and beside one that does.
fetch 24
node=$(node_dir 24)/bin/node
expect_status "doctor, no isolate" 22 "$v8scope" doctor --format=json -- "$node" --version
expect_match "no isolate: the problem" isolates.none <(jq -r '.findings[].id' "$work/out")
doctor beside /bin/sh -c "'$node' --version; '$node' -e 1"
expect_match "beside another: a note" '^note isolates.none' \
	<(json beside '.findings[] | .severity + " " + .id')

for version in 18 20 22 24 26; do
	fetch "$version"
	addons "$version"
	node=$(node_dir "$version")/bin/node
	demo=$source_dir/demos/node_addon/run.js
	built=$nodes/$version/addons/node_addon

	doctor javascript "$node" "$demo" javascript keep 100
	expect_equal "node $version: linkage" executable "$(json javascript '.processes[0].linkage')"
	expect_equal "node $version: V8 is in" "$(realpath "$node")" \
		"$(json javascript '.processes[0].v8_object')"
	expect_equal "node $version: version" "$("$node" -p process.versions.v8)" \
		"$(json javascript '.processes[0].v8_version')"
	expect_equal "node $version, JavaScript alone: scopes hooked" 0 "$(hooked javascript scopes)"
	expect_match "node $version, JavaScript alone: it is said" hooks.none \
		<(json javascript '.findings[].id')
	expect_at_least "node $version, JavaScript alone: censuses" 1 \
		"$(json javascript '.processes[0].isolates[0].censuses')"
	off=
	[ "$version" -lt 26 ] || off=scopes=no_symbol
	expect_equal "node $version: sensors that are off" "$off" "$(json javascript \
		'[.processes[0].isolates[0].sensors[] | select(.works | not) | .sensor + "=" + .reason] |
			join(" ")')"

	doctor napi "$node" "$demo" "$built/napi_addon.node" outerScope 1 1000
	expect_at_least "node $version, Node-API: functions hooked" 4 "$(hooked napi napi)"
	expect_equal "node $version, Node-API: scopes of V8 hooked" 0 "$(hooked napi scopes)"

	doctor v8 "$node" "$demo" "$built/v8_addon.node" outerScope 1 1000
	expect_equal "node $version, V8's API: Node-API functions hooked" 0 "$(hooked v8 napi)"
	expect_at_least "node $version, V8's API: globals hooked" 1 "$(hooked v8 globals)"
	if [ "$version" -lt 26 ]; then
		expect_at_least "node $version, V8's API: scopes hooked" 2 "$(hooked v8 scopes)"
	else
		expect_match "node $version, V8's API: that they are inlined" inlined \
			<(json v8 '.findings[].what')
	fi
done
