#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Globals are named by the line that makes them; JavaScript's own growth is nobody's
# handle; a bounded cache and plain work are no leak.
. "$(dirname "$0")/lib.sh"

record globals -- "$hosts/host_growth" globals 50000
report globals
expect_equal "globals: verdict" leak "$(isolate globals .verdict)"
expect_equal "globals: kind" global "$(holder globals .kind)"
expect_equal "globals: function" keep_promise "$(holder globals .function | sed 's/(.*//')"
expect_equal "globals: line" "$(line_of tests/live/hosts/growth.cc 'LEAK: globals')" \
	"$(holder globals .line)"
expect_within "globals: growth" "$(printed globals growth)" "$(isolate globals .growth_bytes)" 5
expect_within "globals: handles" 50001 "$(holder globals .handles)" 1

record javascript -- "$hosts/host_growth" javascript 50000
report javascript
expect_equal "javascript: verdict" not-handles "$(isolate javascript .verdict)"
expect_equal "javascript: kind" javascript "$(holder javascript .kind)"
expect_within "javascript: growth" "$(printed javascript growth)" \
	"$(isolate javascript .growth_bytes)" 5

for way in cache nothing; do
	record $way -- "$hosts/host_growth" $way 50000
	report $way
	expect_equal "$way: verdict" ok "$(isolate $way .verdict)"
done
