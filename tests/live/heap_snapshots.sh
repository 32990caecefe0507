#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Heap snapshots that every node writes are read as an independent program reads them, and
# what each holder retains is what it finds by cutting that holder's references.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"

cat >"$work/program.js" <<'END'
class Point {
	constructor(i) {
		this.promise = Promise.resolve([i, this]);
		this.text = `point ${i} ${String.fromCodePoint(0x2D800)}\n`;
	}
}
globalThis.points = [];
globalThis.values = new WeakMap();
for (let i = 0; i < 20000; i++) {
	globalThis.points.push(new Point(i));
	globalThis.values.set(globalThis.points[i], new Map([[i, i]]));
}
require('v8').writeHeapSnapshot(process.argv[2]);
END

# Whether it was read, and the checks saw what the program made.
expect_same() {
	local version=$1 node
	node=$(node_dir "$version")/bin/node
	"$node" "$work/program.js" "$work/heap" >"$work/out" 2>&1 ||
		fail "node $version wrote no snapshot: $(head -c 500 "$work/out")"
	"$build/tests/read_snapshot" "$work/heap" >"$work/read" || fail "node $version's is not read"
	"$node" "$source_dir/tests/live/check_snapshot.js" "$work/heap" >"$work/checked"
	LC_ALL=C sort -o "$work/read" "$work/read"
	LC_ALL=C sort -o "$work/checked" "$work/checked"
	expect_match "node $version's points are there" '^class object Point 2000[0-9] ' "$work/read"
	expect_match "node $version's maps are there" '^class object Map 2' "$work/read"
	expect_match "node $version's handles hold something" \
		'^holder [0-7] [1-9][0-9]* [1-9]' "$work/read"
	diff "$work/checked" "$work/read" >"$work/difference" ||
		fail "node $version: $(head -n 20 "$work/difference")"
	echo "ok: node $version's snapshot, $(wc -l <"$work/read") lines alike"
}

for version in 18 20 22 24 26; do
	fetch "$version"
	expect_same "$version"
	head -c 100000 "$work/heap" >"$work/cut"
	expect_status "a snapshot that is cut off" 1 "$build/tests/read_snapshot" "$work/cut"
	expect_match "the error says so" 'cut: is cut off at byte 100000' "$work/err"
done
