# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the tests of heap snapshots share, after lib.sh: reading the events as text, and the
# snapshot's own nodes, by nothing of v8scope's.
# shellcheck disable=SC2154 # lib.sh's

# events NAME: the trace's events as text.
events() {
	if [ ! -e "$work/$1.events" ]; then
		babeltrace2 "$work/$1" >"$work/$1.reading" 2>/dev/null
		mv "$work/$1.reading" "$work/$1.events"
	fi
	cat "$work/$1.events"
}

# snapshot_event NAME FIELD: of the last heap_snapshot event.
snapshot_event() {
	events "$1" | grep ' v8:heap_snapshot: ' | tail -n 1 |
		sed -E "s/.* $2 = \"?([^\",]*)\"?[, ].*/\\1/"
}

# nodes FILE: "ID NAME" of each node of a snapshot.
nodes() {
	jq -r '(.snapshot.meta.node_fields | [length, index("id"), index("name")]) as [$n, $id, $name] |
		.strings as $strings | .nodes as $nodes | range(0; $nodes | length; $n) |
		"\($nodes[. + $id]) \($strings[$nodes[. + $name]] | .[:40] | @json)"' "$1"
}

# identified NAME EVENT [FIELD=VALUE]: the ids that such events of the last snapshot carry, one a
# line; FIELD is one of the event's.
identified() {
	local field=${3:-} snapshot
	snapshot=$(snapshot_event "$1" snapshot_id)
	events "$1" | grep " v8:$2: .* snapshot_id = $snapshot," |
		grep -E "${field%%=*}.*= [^,]*${field#*=}[ ,\"]" | sed 's/.* ids = //' |
		grep -oE '\] = [0-9]+' | cut -d' ' -f3
}

# named NAME IDS: how many of the ids in the file IDS are of nodes with each name; "-" for 0,
# "?" for those that no node has.
named() {
	local file
	file=$(snapshot_event "$1" path)
	nodes "$file" | awk -v ids="$2" '
		{ id = $1; sub(/^[0-9]+ /, ""); name[id] = $0 }
		END { while ((getline id <ids) > 0) {
			count[id == 0 ? "-" : id in name ? name[id] : "?"]++
		} for (n in count) { print count[n], n } }'
}

# names NAME IDS WANTED: how many of them have the node's name WANTED.
names() {
	named "$1" "$2" | awk -v wanted="$3" '{ n = $1; sub(/^[0-9]+ /, "") }
		$0 == wanted { found = n } END { print found + 0 }'
}
