#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The stack census against the hooks and against the program itself, in random nests
# of scopes: every scope that hooks know is found on the stack, begins at the very
# handle that the program says, and nothing is found that V8's level leaves no room for.
. "$(dirname "$0")/lib.sh"

readonly shapes=${V8SCOPE_TEST_SHAPES:-10000}
export V8SCOPE_CENSUS_INTERVAL=0
record nest --no-loss --gc=off -- "$hosts/host_nest" "$shapes"
babeltrace2 "$work/nest" | grep -E 'v8:census_(scope|end)' >"$work/events"

awk -f "$(dirname "$0")/nests.awk" "$work/nest.out" "$work/events" >"$work/figures"
cp "$work/figures" "$work/nest.out"
cat "$work/figures"
expect_equal "censuses, one a collection" "$(printed nest known)" "$(printed nest censuses)"
expect_at_least "censuses" "$shapes" "$(printed nest censuses)"
expect_equal "scopes that begin elsewhere than the program says" 0 "$(printed nest problems)"
expect_equal "scopes that hooks know and the stack does not show" 0 "$(printed nest lost)"
