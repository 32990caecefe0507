#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Promises on stock node: of JavaScript alone, of an addon by Node-API, of workers that end and
# workers that are terminated.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"

demo=$source_dir/demos/node_addon

# expect_alive WHAT ALL|NONE NAME
expect_alive() {
	case $2 in
	ALL) expect_at_least "$1: share alive" 0.98 "$(isolate "$3" .promises_alive)" ;;
	NONE) expect_at_least "$1: share dead" 0.98 "$(isolate "$3" '1 - .promises_alive')" ;;
	esac
}

# run NAME EXPECTED ARGUMENT...: the demo, and how many of its promises are to survive.
run() {
	local name=$1 expected=$2
	shift 2
	record "$name" --detail=scopes --no-loss -- "$node" "$demo/run.js" "$@"
	expect_match "$name: its output" "^way=.* calls=20000$" "$work/$name.out"
	report "$name"
	expect_within "$name: promises" 20000 "$(isolate "$name" .promises_created)" 1
	expect_alive "$name" "$expected" "$name"
	rm -rf "${work:?}/$name"
}

cat >"$work/workers.js" <<'END'
const { Worker } = require('worker_threads');
const source = (last) => `
	async function work() {}
	globalThis.kept = [];
	for (let i = 0; i < 5000; i++) { globalThis.kept.push(work()); }
	require('worker_threads').parentPort.postMessage('kept');
	${last}`;
const ends = new Worker(source(''), { eval: true });
ends.on('exit', (code) => {
	console.log(`ended with ${code}`);
	const idle = new Worker(source('setInterval(() => {}, 10);'), { eval: true });
	idle.on('message', () => setTimeout(() => idle.terminate(), 300));
	idle.on('exit', () => console.log('terminated'));
});
END

for version in 22 26; do
	fetch "$version"
	node=$(node_dir "$version")/bin/node
	{
		cmake -S "$demo" -B "$work/addons" -DV8SCOPE_NODE_DIR="$(node_dir "$version")" \
			-DCMAKE_BUILD_TYPE=RelWithDebInfo && cmake --build "$work/addons"
	} >"$work/addons.log" 2>&1 || fail "addons for node $version: $(tail "$work/addons.log")"
	addons=$work/addons/node_addon

	run "keep-$version" ALL javascript keep 100
	expect_match "keep: the answer" "^All 20,[0-9]+ promises are settled, and yet almost all" \
		<(isolate "keep-$version" .promises_answer)
	run "forget-$version" NONE javascript forget 100
	run "persistent-$version" ALL "$addons/v8_addon.node" persistent 100
	run "outer-$version" ALL "$addons/napi_addon.node" outerScope 1 20000
	expect_equal "outer: the scope's promises" 20000 "$(holder "outer-$version" .promises_created)"
	expect_at_least "outer: those alive" 0.98 "$(holder "outer-$version" .promises_alive)"
	run "iteration-$version" NONE "$addons/v8_addon.node" iterationScope 100

	"$node" "$work/workers.js" >"$work/alone"
	record workers --detail=scopes --no-loss -- "$node" "$work/workers.js"
	expect_equal "workers: what they say" "$(cat "$work/alone")" "$(cat "$work/workers.out")"
	report workers
	expect_equal "workers: isolates that keep their promises" 2 "$(json workers '
		[.processes[0].isolates[] | select(.promises_created >= 5000 and
			.promises_alive > 0.9)] | length')"
	rm -rf "$work/workers" "$work/addons"
done
