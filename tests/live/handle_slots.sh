#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The edges of a real snapshot's "(Handle scope)" are mapped to the slots that a program put
# strings with the slots' numbers into: within one handle block, and over several.
. "$(dirname "$0")/lib.sh"

for handles in 300 2500 5000; do
	"$hosts/host_handle_slots" "$handles" "$work/heap" >"$work/slots" 2>"$work/err" ||
		fail "no snapshot with $handles handles: $(head -c 500 "$work/err")"
	named=$(tr -dc n <"$work/slots" | wc -c)
	expect_at_least "strings among $handles handles" $((handles * 6 / 7 - 1)) "$named"
	expect_equal "slots found of $handles handles" "$named" \
		"$("$build/tests/map_slots" "$work/heap" <"$work/slots")"
done
