#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# record --snapshot on stock node: handles, globals, references and deferreds of addons by V8's
# API and by Node-API have the ids of the promises they refer to; workers, a loop that only a
# signal reaches, a program that handles the signal itself, V8's heap limit.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"
. "$(dirname "$0")/snapshots.sh"
use_sessiond

versions=(18 20 22 24 26)
run=$source_dir/demos/node_addon/run.js

# holds VERSION ADDON WAY EVENT FIELD=VALUE MINIMUM TURNS [TIMES]: recorded, the holders that FIELD
# selects have the ids of at least so many different promises.
holds() {
	local name=node$1-$3
	record "$name" --snapshot -- "$(node_dir "$1")/bin/node" "$run" \
		"$nodes/$1/addons/node_addon/$2.node" "$3" "${@:7}"
	identified "$name" "$4" "$5" | sort -u >"$work/ids"
	expect_at_least "$name: promises" "$6" "$(names "$name" "$work/ids" '"Promise"')"
	expect_equal "$name: ids that are no node's" 0 "$(names "$name" "$work/ids" '?')"
	rm -rf "${work:?}/$name"
}

cat >"$work/workers.js" <<'END'
const { Worker, isMainThread } = require('worker_threads');
globalThis.kept = Array.from({ length: 1000 }, () => Promise.resolve(1));
if (isMainThread) {
	new Worker(__filename);
}
END
cat >"$work/busy.js" <<'END'
const end = Date.now() + 4000;
setTimeout(() => console.log('done'), 0);
console.log('busy');
while (Date.now() < end) {
}
END
cat >"$work/own.js" <<'END'
process.on('SIGUSR2', () => { console.log('mine'); clearTimeout(wait); });
const wait = setTimeout(() => console.log('nothing came'), 20000);
console.log('ready');
END
cat >"$work/memory.js" <<'END'
const kept = [];
function turn() {
	for (let i = 0; i < 2000; i++) {
		kept.push({ values: new Array(20).fill(i) });
	}
	setImmediate(turn);
}
turn();
END

# signalled VERSION NAME LINE: records that program and sends it USR2 when it has printed LINE.
signalled() {
	: >"$work/$2.out" # of the node before, and what it printed
	env --default-signal=INT,QUIT setsid "$v8scope" record -o "$work/$2" --snapshot=USR2 -- \
		"$(node_dir "$1")/bin/node" "$work/$2.js" >"$work/$2.out" 2>"$work/$2.err" \
		</dev/null &
	local recorder=$!
	for _ in $(seq 600); do
		grep -q "$3" "$work/$2.out" && break
		sleep 0.1
	done
	grep -q "$3" "$work/$2.out" || fail "$2 on node $1 did not print $3 in a minute"
	kill -USR2 "$recorder"
	wait "$recorder" || fail "$2 on node $1: status $?: $(cat "$work/$2.err")"
}

for version in "${versions[@]}"; do
	fetch "$version"
done
for version in "${versions[@]}"; do
	addons "$version"
	node=$(node_dir "$version")/bin/node
	# The scope of V8 14's addons is not seen to close: when handles last doubled is its end.
	least=40000
	[ "$version" != 26 ] || least=20000
	holds "$version" v8_addon outerScope heap_snapshot_handles "" "$least" 1 40000
	holds "$version" v8_addon persistent heap_snapshot_globals kind=global 2000 10
	holds "$version" napi_addon reference heap_snapshot_globals kind=napi_ref 2000 10
	holds "$version" napi_addon deferred heap_snapshot_globals kind=napi_deferred 2000 10

	record workers --snapshot -- "$node" "$work/workers.js"
	expect_equal "node $version: snapshots of a worker and its parent" 2 \
		"$(events workers | grep -c ' v8:heap_snapshot: .*status = "ok"')"
	for file in "$work/workers/snapshots"/*; do
		nodes "$file" | awk '$2 == "\"Promise\""' >"$work/promises"
		expect_at_least "node $version: promises of $(basename "$file")" 1000 \
			"$(wc -l <"$work/promises")"
	done

	signalled "$version" busy busy
	expect_match "node $version: the busy program went on" '^done$' "$work/busy.out"
	expect_equal "node $version: a loop is reached by a signal" ok "$(snapshot_event busy status)"
	events busy >"$work/events"
	expect_equal "node $version: the snapshot's cause" 1 \
		"$(grep -c ' v8:heap_snapshot: .*cause = ( "interval"' "$work/events")"
	signalled "$version" own ready
	expect_match "node $version: a signal of the program's own" '^mine$' "$work/own.out"
	expect_equal "node $version: it is told" "the program handles the signal itself" \
		"$(snapshot_event own status)"

	expect_status "node $version: out of memory" 134 "$v8scope" record -o "$work/memory" \
		--snapshot=heap-limit -- "$node" --max-old-space-size=48 "$work/memory.js"
	expect_equal "node $version: a snapshot was taken before" ok \
		"$(snapshot_event memory status)"
	expect_at_least "node $version: its arrays" 30000 \
		"$(nodes "$(snapshot_event memory path)" | grep -c '"Array"\|"Object"')"
	rm -rf "$work"/{workers,busy,own,memory} "$work"/*.events
done
