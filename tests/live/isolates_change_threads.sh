#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Isolates that several threads use in turn, that share a thread, and that outlive the
# threads which opened scopes in them.
. "$(dirname "$0")/lib.sh"

host=$hosts/host_lockers
# said NAME WHO KEY: what a thread of the host printed.
said() {
	grep "^who=$2 " "$work/$1.out" | grep -oE "$3=[^ ]*" | cut -d= -f2
}
# held NAME WHO FUNCTION LINE_TEXT: the holder FUNCTION of WHO's isolate is right.
held() {
	local found line
	found=$(json "$1" "[.processes[0].isolates[] |
		select((.isolate | ascii_downcase) == \"$(said "$1" "$2" isolate)\")][0].holders[] |
		select(.function // \"\" | test(\"^$3\\\\b\")) | \"\(.line) \(.handles)\"")
	line=$(line_of tests/live/hosts/lockers.cc "LEAK: $4")
	expect_equal "$1, $2: line" "$line" "${found%% *}"
	expect_within "$1, $2: handles" "$(said "$1" "$2" handles)" "${found##* }" 1
}

for detail in census scopes; do
	record handover --detail=$detail --no-loss -- "$host" 20000 handover
	report handover
	expect_equal "$detail: isolates" 1 "$(json handover '.processes[0].isolates | length')"
	expect_equal "$detail: verdict" leak "$(isolate handover .verdict)"
	# Of the growth next to nothing is without a holder.
	expect_within "$detail: growth" "$(printed handover growth)" \
		"$(isolate handover .growth_bytes)" 5
	expect_equal "$detail: growth without holder" true "$(isolate handover "
		([.holders[] | select(.kind == \"unexplained\") | .growth_bytes] | add // 0) <
		.growth_bytes / 50")"
	held handover first leak_in_first_thread first
	held handover second leak_in_second_thread second

	record both --detail=$detail --no-loss -- "$host" 20000 both
	report both
	expect_equal "$detail: both verdicts" "leak leak" \
		"$(json both '[.processes[0].isolates[].verdict] | join(" ")')"
	held both outer leak_in_both_isolates "outer isolate"
	held both inner leak_in_both_isolates "inner isolate"

	record ended --detail=$detail --no-loss -- "$host" 20000 ended
	report ended
	held ended after leave_scope_open ended
	expect_equal "$detail: the thread after that is no holder" 0 "$(isolate ended \
		'[.holders[] | select(.function == "behave" and .handles > 100)] | length')"
	rm -rf "$work"/{handover,both,ended}
done

# What the session wants measured is not done by a thread that may not open a scope.
record unused -- "$host" 0 unused
report unused
expect_equal "unused: handles" 0 "$(isolate unused '[.holders[].handles // 0] | add // 0')"

# The runtime's state of a thread takes some 10 KiB.
record many -- "$host" 1000 many
bytes=$(printed many bytes)
[ "$bytes" -lt $((1 << 20)) ] || fail "1000 threads came and went, and left $bytes bytes"
echo "ok: 1000 threads came and went, and left $bytes bytes"
