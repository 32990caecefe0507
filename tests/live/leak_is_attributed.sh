#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The leak that v8scope was born for: the outer scope is named, with function, file
# and line, and its figures are those that the program measured itself.
. "$(dirname "$0")/lib.sh"

record leak -- "$experiment" --source=async --scope=outer --iterations=100000
report leak
expect_equal verdict leak "$(isolate leak .verdict)"
expect_equal kind handle_scope "$(holder leak .kind)"
expect_equal function run_with_outer_scope "$(holder leak .function)"
expect_match "file" 'demos/v8heapexperiment/experiment\.c$' <(holder leak .file)
expect_equal line "$(line_of demos/v8heapexperiment/experiment.c 'LEAK: the scope that')" \
	"$(holder leak .line)"
expect_at_least share 0.95 "$(holder leak .share)"
expect_within growth "$(printed leak growth_bytes)" "$(isolate leak .growth_bytes)" 5
expect_within "the holder's growth" "$(printed leak growth_bytes)" "$(holder leak .growth_bytes)" 5
expect_within handles "$(printed leak handles)" "$(holder leak .handles)" 1
expect_equal "lost events" 0 "$(json leak .trace.discarded)"
