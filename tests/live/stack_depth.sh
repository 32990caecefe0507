#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --stack-depth says how many frames are kept of a call stack; without it, what the
# environment says.
. "$(dirname "$0")/lib.sh"

# deepest NAME: the frames of the largest stack in the trace.
deepest() {
	babeltrace2 "$work/$1" | sed -n 's/.* v8:stack: .*_ips_length = \([0-9]*\).*/\1/p;
		s/.* v8:stack: .* ips_length = \([0-9]*\).*/\1/p' | sort -n | tail -n 1
}

record default -- "$experiment" --iterations=100
expect_at_least "frames by default" 4 "$(deepest default)"
record two --stack-depth=2 -- "$experiment" --iterations=100
expect_equal "frames with --stack-depth=2" 2 "$(deepest two)"
V8SCOPE_STACK_DEPTH=3 record environment -- "$experiment" --iterations=100
expect_equal "frames as the environment has it" 3 "$(deepest environment)"
V8SCOPE_STACK_DEPTH=3 record both --stack-depth=2 -- "$experiment" --iterations=100
expect_equal "frames if both say so" 2 "$(deepest both)"
record none --stack-depth=0 -- "$experiment" --iterations=100
expect_equal "stacks with --stack-depth=0" "" "$(deepest none)"
