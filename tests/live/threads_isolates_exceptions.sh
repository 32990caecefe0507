#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Two threads with an isolate each, two isolates at one address, and exceptions and
# longjmp across scopes.
. "$(dirname "$0")/lib.sh"

for detail in census scopes; do
	record threads --detail=$detail --no-loss -- "$hosts/host_two_threads" 30000
	report threads
	leaking=$(printed threads isolate | sed -n 1p)
	leaking=$(grep '^leaking ' "$work/threads.out" | grep -oE 'isolate=[^ ]*' | cut -d= -f2)
	behaving=$(grep '^behaving ' "$work/threads.out" | grep -oE 'isolate=[^ ]*' | cut -d= -f2)
	one() { json threads "[.processes[0].isolates[] | select((.isolate | ascii_downcase) == \"$1\")][0] | $2"; }
	expect_equal "isolates" 2 "$(json threads '.processes[0].isolates | length')"
	expect_equal "the leaking thread" leak "$(one "$leaking" .verdict)"
	expect_equal "its holder" leak_in_first_thread "$(one "$leaking" '.holders[0].function' | sed 's/(.*//')"
	expect_equal "its line" "$(line_of tests/live/hosts/two_threads.cc 'LEAK: two_threads')" \
		"$(one "$leaking" '.holders[0].line')"
	expect_within "its growth" "$(printed threads growth)" "$(one "$leaking" .growth_bytes)" 5
	expect_within "its handles" "$(printed threads handles)" "$(one "$leaking" '.holders[0].handles')" 1
	expect_equal "the other thread" ok "$(one "$behaving" .verdict)"
	rm -rf "$work/threads"
done

record reuse -- "$hosts/host_isolate_reuse" 30000
report reuse
expect_equal "addresses" 1 "$(json reuse '[.processes[0].isolates[].isolate] |
	group_by(.) | map(select(length >= 2)) | length')"
expect_equal "verdicts of the first and the second life" "leak ok" "$(json reuse '
	[.processes[0].isolates[]] | group_by(.isolate) | map(select(length >= 2))[0] |
	map(.verdict) | join(" ")')"
expect_equal "the holder of the first life" first_life "$(json reuse '
	[.processes[0].isolates[] | select(.verdict == "leak")][0].holders[0].function' | sed 's/(.*//')"

for way in exception longjmp; do
	record $way --detail=scopes --no-loss -- "$hosts/host_exceptions" 20000 $way
	report $way
	expect_equal "$way: verdict" leak "$(isolate $way .verdict)"
	expect_equal "$way: holder" leak_beside_exceptions "$(holder $way .function | sed 's/(.*//')"
	expect_within "$way: growth" "$(printed $way growth)" "$(isolate $way .growth_bytes)" 5
	expect_within "$way: handles" "$(printed $way handles)" "$(holder $way .handles)" 1
done
