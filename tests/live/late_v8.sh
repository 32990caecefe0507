#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A program without V8 loads a plugin that brings it: by path, and by a name that only the
# program's own RUNPATH can find.
. "$(dirname "$0")/lib.sh"

for plugin in "$hosts/growth_plugin.so" growth_plugin.so; do
	name=$(basename "$plugin" .so)-${#plugin}
	record "$name" -- "$hosts/host_plugins" "$plugin" globals 50000
	report "$name"
	expect_equal "$plugin: verdict" leak "$(isolate "$name" .verdict)"
	expect_equal "$plugin: function" keep_promise "$(holder "$name" .function | sed 's/(.*//')"
	expect_equal "$plugin: line" "$(line_of tests/live/hosts/growth.cc 'LEAK: globals')" \
		"$(holder "$name" .line)"
	expect_within "$plugin: growth" "$(printed "$name" growth)" \
		"$(isolate "$name" .growth_bytes)" 5
done

# Not in an emulation, whose own process would be preloaded.
[ -z "${V8SCOPE_TEST_MACHINE:-}" ] || exit 0

# Several threads bring it at once: none may call a hook that has no V8 yet.
for n in 1 2 3 4; do
	cp "$hosts/late_threads_plugin.so" "$work/plugin$n.so"
done
for ((run = 0; run < 30; run++)); do
	LD_PRELOAD=$build/lib/libv8scope.so V8SCOPE_DEBUG=1 "$hosts/host_late_threads" \
		"$work"/plugin[1-4].so 2>"$work/err" ||
		fail "threads that load V8 at once, run $run: status $?"
	hooked=$(sed '/found V8/q' "$work/err" | grep 'imports of .*/plugin[1-4]' || true)
	[ -z "$hooked" ] || fail "threads that load V8 at once, run $run: too early: $hooked"
done
echo "ok: threads that load V8 at once"
