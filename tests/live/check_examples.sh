#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The examples of docs/check.md, as they stand there: a leak fails the build, its fix does not.
. "$(dirname "$0")/lib.sh"
PATH=$(dirname "$v8scope"):$PATH

# example LANGUAGE: the block of code of that language.
example() {
	sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/d;p}" "$source_dir/docs/check.md"
}

mkdir "$work/ctest"
{
	echo 'cmake_minimum_required(VERSION 3.25)'
	echo 'project(example NONE)'
	echo 'enable_testing()'
	example cmake
} >"$work/ctest/CMakeLists.txt"

# ctest_of NAME STATUS ARGUMENT...: with a program that runs the experiment so.
ctest_of() {
	local name=$1 status=$2
	shift 2
	printf '#!/bin/sh\nexec "%s" --iterations=20000 %s\n' "$experiment" "$*" >"$work/$name"
	chmod +x "$work/$name"
	cmake -S "$work/ctest" -B "$work/build-$name" -DPROGRAM="$work/$name" >/dev/null
	expect_status "ctest of the $name" "$status" \
		ctest --test-dir "$work/build-$name" --output-on-failure
}
ctest_of leak 8 --source=async --scope=outer
expect_match "ctest names the verdict" 'FAILED .*failed: verdict leak' "$work/out"
ctest_of fix 0 --source=async --scope=iteration
expect_status "ctest of the fix, again" 0 ctest --test-dir "$work/build-fix"

mkdir "$work/npm"
cd "$work/npm"
example json >package.json
jq -e '.scripts["test:leak"]' package.json >/dev/null || fail "no example for npm"
cat >test.js <<'END'
const kept = [];
let turns = 0;
(function turn() {
	for (let i = 0; i < 100; i++) {
		const object = { number: i, text: `text ${turns} ${i}` };
		if (process.env.KEEP) {
			kept.push(object);
		}
	}
	if (++turns < 5000) {
		setImmediate(turn);
	}
})();
END
expect_status "npm run of a sound program" 0 npm run test:leak
KEEP=1 expect_status "npm run of a leak" 1 npm run test:leak
expect_match "npm run names the failure" '^FAILED .*failed: ' "$work/out"
