#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The fix is ok, the synchronous form a latent leak, a batch scope no leak.
. "$(dirname "$0")/lib.sh"

record fixed -- "$experiment" --source=async --scope=iteration --iterations=100000
report fixed
expect_equal "one scope an iteration" ok "$(isolate fixed .verdict)"

record sync -- "$experiment" --source=sync --scope=outer --iterations=100000
report sync
expect_equal "a synchronous function" latent "$(isolate sync .verdict)"
expect_equal "its first holder" run_with_outer_scope "$(holder sync .function)"
expect_within "its handles" "$(printed sync handles)" "$(holder sync .handles)" 1

record batch -- "$experiment" --source=async --scope=batch:1000 --iterations=100000
report batch
[[ $(isolate batch .verdict) =~ ^(ok|growth)$ ]] || fail "batch: $(isolate batch .verdict)"
echo "ok: a scope for 1000 iterations is $(isolate batch .verdict)"

record unmeasured -- "$experiment" --source=async --scope=outer --iterations=100000 --no-measure
report unmeasured
expect_equal "without a full GC of the program's own" leak "$(isolate unmeasured .verdict)"
expect_equal "its first holder" run_with_outer_scope "$(holder unmeasured .function)"
