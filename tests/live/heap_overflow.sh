#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The program dies at V8's heap limit, as the original does: the status is passed
# on, and the trace names the scope.
. "$(dirname "$0")/lib.sh"

status=0
"$experiment" --heap-limit=24 >/dev/null 2>&1 || status=$?
expect_at_least "status of the overflowing demo" 129 "$status"
expect_status "the same under record" "$status" "$v8scope" record -o "$work/overflow" -- \
	"$experiment" --heap-limit=24
report overflow
expect_equal verdict leak "$(isolate overflow .verdict)"
expect_equal holder run_with_outer_scope "$(holder overflow .function)"
expect_at_least "share" 0.9 "$(holder overflow .share)"
