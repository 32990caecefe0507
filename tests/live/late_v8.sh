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
