#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# --gc=off asks V8 for nothing and says what is missing; ends also asks on the way, and
# every:TIME asks for more.
. "$(dirname "$0")/lib.sh"

record off --gc=off -- "$experiment" --iterations=20000 --no-measure
report off
babeltrace2 "$work/off" >"$work/off.events"
expect_equal "collections asked for with off" 0 \
	"$(grep ' v8:gc_end: ' "$work/off.events" | grep -vc 'cause = ( "host"' || true)"
[ "$(isolate off .verdict)" != leak ] || fail "off: a leak without live bytes"
expect_within "off: handles are counted all the same" "$(printed off handles)" \
	"$(holder off .handles)" 1

record ends -- "$experiment" --iterations=100000 --no-measure
record every --gc=every:50ms -- "$experiment" --iterations=100000 --no-measure
report ends
report every
expect_equal "ends: verdict" leak "$(isolate ends .verdict)"
expect_equal "every: verdict" leak "$(isolate every .verdict)"
babeltrace2 "$work/every" >"$work/every.events"
expect_at_least "every: collections asked for" 3 \
	"$(grep ' v8:gc_end: ' "$work/every.events" | grep -c 'cause = ( "interval"' || true)"
expect_within "every: growth" "$(isolate ends .growth_bytes)" "$(isolate every .growth_bytes)" 5

# Nothing piles up: it is the turns that ask, each time there are 2.5 times as many.
record way -- "$experiment" --scope=iteration --iterations=20000 --no-measure
babeltrace2 "$work/way" | grep ' v8:gc_end: ' | grep 'cause = ( "growth"' |
	grep -o 'checkpoints = [0-9]*' | sort -u -k 3n | awk '{ print $3 }' >"$work/way.turns"
expect_at_least "ends: collections on the way" 3 "$(wc -l <"$work/way.turns")"
last_turn=$(babeltrace2 "$work/way" | grep ' v8:gc_end: ' | grep -o 'checkpoints = [0-9]*' |
	awk '$3 > last { last = $3 } END { print last }')
awk -v last="$last_turn" '$1 > last / 4 && $1 < last * 3 / 4 { found = 1 } END { exit !found }' \
	"$work/way.turns" || fail "ends: no collection near the middle of $last_turn turns: \
$(tr '\n' ' ' <"$work/way.turns")"
