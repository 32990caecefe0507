#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is installed under a prefix works from there.
. "$(dirname "$0")/lib.sh"

cmake --install "$build" --prefix "$work/prefix" >"$work/install.log"
v8scope=$work/prefix/bin/v8scope
record leak -- "$experiment" --iterations=20000
report leak
expect_equal verdict leak "$(isolate leak .verdict)"
plugins=$(dirname "$(find "$work/prefix" -name 'babeltrace-plugin-v8scope.so')")
babeltrace2 --plugin-path="$plugins" help sink.v8scope.report >"$work/help"
expect_match "the installed plugin's help" 'sink.v8scope.report' "$work/help"
expect_match "the linker's flags" "$(find "$work/prefix" -name libv8scope-wrap.a)" \
	<("$v8scope" link-flags)
