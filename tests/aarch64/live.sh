#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A real V8 for aarch64, under emulation, recorded by this machine's session daemon: the leak is
# found with its function and lines, preloaded and linked in; plugins that bring V8 are hooked;
# and the stack census sees what the hooks see.
V8SCOPE_TEST_MACHINE=$(dirname "$0")/machine.sh
. "$(dirname "$0")/../live/lib.sh"
use_sessiond

source=demos/v8heapexperiment/experiment.c
for way in preload wrap; do
	program=$experiment
	# With the preloaded library beside it, no event comes under qemu; why is not known.
	[ $way = preload ] || { program=${experiment}_wrap; preload=; }
	record $way -- "$program" --iterations=10000
	expect_match "$way: attach mode" "attach_mode = \"$way\"" \
		<(babeltrace2 "$work/$way" | grep isolate_attach)
	expect_equal "$way: isolates" 1 "$(babeltrace2 "$work/$way" | grep -c isolate_attach)"
	report $way
	expect_equal "$way: verdict" leak "$(isolate $way .verdict)"
	expect_equal "$way: function" run_with_outer_scope "$(holder $way .function)"
	expect_equal "$way: line" "$(line_of $source 'LEAK: the scope')" "$(holder $way .line)"
	expect_equal "$way: function now" run_with_outer_scope "$(holder $way .now_function)"
	expect_within "$way: growth" "$(printed $way growth_bytes)" \
		"$(isolate $way .growth_bytes)" 5
	expect_equal "$way: type of the handles" JSPromise "$(holder $way '.types[0].type')"
done

export V8SCOPE_TEST_MACHINE V8SCOPE_TEST_SHAPES=1000
for test in late_v8 stack_census; do
	echo "test: live_$test"
	"$source_dir/tests/live/$test.sh" "$build" "$source_dir"
done
