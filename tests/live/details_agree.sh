#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The same leak at each level of detail: the same verdict, growth and handles, and
# promises counted where they are recorded.
. "$(dirname "$0")/lib.sh"

for detail in census scopes handles; do
	record "$detail" --detail=$detail --no-loss -- "$experiment" --iterations=20000
	report $detail
	expect_equal "$detail: verdict" "$(isolate census .verdict)" "$(isolate $detail .verdict)"
	expect_within "$detail: growth" "$(isolate census .growth_bytes)" \
		"$(isolate $detail .growth_bytes)" 2
	expect_within "$detail: handles" "$(holder census .handles)" "$(holder $detail .handles)" 2
	expect_equal "$detail: holder" run_with_outer_scope "$(holder $detail .function)"
	expect_equal "$detail: lost events" 0 "$(json $detail .trace.discarded)"
done
expect_equal "census: promises" null "$(holder census .promises_created)"
for detail in scopes handles; do
	expect_equal "$detail: promises made" 100000 "$(holder $detail .promises_created)"
	expect_equal "$detail: promises settled" 100000 "$(holder $detail .promises_settled)"
done
