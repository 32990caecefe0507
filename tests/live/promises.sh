#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What becomes of promises, against what the program counts itself with a weak handle of its
# own on each: how many are alive, how many are never settled, how long settling takes. And
# the program does not notice.
. "$(dirname "$0")/lib.sh"

host=$hosts/host_promises

# alone WAY CALLS: what the program prints when nobody records it.
alone() {
	"$host" "$1" "$2" >"$work/alone.out"
}

# expect_alive WHAT NAME TRUTH: within twice the 95 % interval that the report states, in the
# isolate and in the scope, and that is no excuse for a wide one.
expect_alive() {
	local holder
	for holder in . .holders[0]; do
		isolate "$2" "$holder | [.promises_alive, .promises_alive_low, .promises_alive_high] |
			@tsv" >"$work/alive"
		awk -v t="$3" '{
			half = ($3 - $2) / 2; d = t - $1; if (d < 0) d = -d
			exit !(NF == 3 && d <= 0.000001 + 4 * half && half < 0.04) }' "$work/alive" ||
			fail "$1: expected $3 alive, got $(cat "$work/alive")"
		echo "ok: $1: $(cut -f1 "$work/alive") alive, in truth $3"
		[ "$1" != drop ] || break
	done
}

# in_trace NAME PATTERN: how many events there are.
in_trace() {
	babeltrace2 "$work/$1" | grep -c -- "$2" || true
}

readonly noise=131072

# check WAY CALLS: one program, alone and recorded.
check() {
	local way=$1 truth
	alone "$@"
	record "$way" --detail=scopes --no-loss -- "$host" "$@"
	report "$way"
	for key in created alive globals; do
		expect_equal "$way: $key, recorded and alone" \
			"$(grep -oE "$key=[0-9]+" "$work/alone.out")" "$key=$(printed "$way" $key)"
	done
	# V8's own heap is not the same from run to run by some KiB: so many are added to both.
	expect_within "$way: its heap, recorded and alone, and $noise" \
		$(($(grep -oE 'growth=[0-9]+' "$work/alone.out" | cut -d= -f2) + noise)) \
		$(($(printed "$way" growth) + noise)) 3
	truth=$(awk -v a="$(printed "$way" alive)" -v c="$(printed "$way" created)" \
		'BEGIN { print a / c }')
	expect_equal "$way: promises" "$(printed "$way" created)" "$(isolate "$way" .promises_created)"
	expect_alive "$way" "$way" "$truth"
}

check keep 20000
line=$(line_of tests/live/hosts/promises.cc 'LEAK: outer scope')
expect_match "keep: the answer" \
	"All 20,000 promises are settled, and yet almost all .* because the handle scope that \
run_in_outer_scope.* opened at .*promises.cc:$line holds them" <(isolate keep .promises_answer)
"$v8scope" report "$work/keep" >"$work/keep.text"
expect_match "keep: the answer as text" "and yet almost all" "$work/keep.text"
expect_match "keep: its scope as text" "almost all \(at least 9[0-9.]+ %\) alive" "$work/keep.text"
# Our weak handles are none of the host's globals.
expect_equal "keep: globals made" 20000 "$(in_trace keep ' v8:global_create: ')"
expect_equal "keep: weak globals in the largest census" 20000 "$(babeltrace2 "$work/keep" |
	grep ' v8:census_global: ' | grep -oE ' weak = [0-9]+' | cut -d' ' -f4 | sort -n | tail -n 1)"
samples=$(in_trace keep ' v8:promise_sample: ')
expect_at_least "keep: samples" 1024 "$samples"
expect_at_least "keep: promises not watched" 17000 $((20000 - samples))

check drop 20000
expect_match "drop: the answer" "almost none" <(isolate drop .promises_answer)
# Programs that are as regular as can be are drawn from at random all the same.
check half 20000
check sixteenth 8000

check never 20000
expect_equal "never: promises that nobody settles" 2000 "$(isolate never .promises_unsettled)"
expect_equal "never: the scope's" 2000 "$(holder never .promises_unsettled)"
expect_match "never: the answer" "^2,000 of 20,000 promises were never settled, and almost all" \
	<(isolate never .promises_answer)

check delay 1000
expect_equal "delay: those with a latency" 1000 "$(holder delay \
	'([.promise_latency[].promises] | add) + .promise_latency_ambiguous')"
expect_equal "delay: ambiguous ones are few" true "$(holder delay '.promise_latency_ambiguous < 10')"
expect_equal "delay: promises that took less than it" 0 "$(holder delay \
	'[.promise_latency[] | select(.below_ns <= 33554432).promises] | add // 0')"
expect_equal "delay: some took as long" true "$(holder delay \
	'[.promise_latency[] | select(.from_ns == 33554432).promises] | add > 0')"

# Two isolates at once, and one at the address of another.
record threads --detail=scopes --no-loss -- "$hosts/host_two_threads" 20000
report threads
expect_equal "threads: who keeps its promises" "leak true, ok false" "$(json threads '
	[.processes[0].isolates[] | "\(.verdict) \(.promises_alive > 0.9)"] | sort | join(", ")')"
record reuse --detail=scopes --no-loss -- "$hosts/host_isolate_reuse" 20000
report reuse
expect_equal "reuse: promises alive in each life" "true false" "$(json reuse '
	[.processes[0].isolates[]] | group_by(.isolate) | map(select(length >= 2))[0] |
	map(.promises_alive > 0.9 | tostring) | join(" ")')"

# At census detail no promise is looked at.
record census -- "$host" keep 20000
report census
expect_equal "census: promises" "null null null" \
	"$(isolate census '"\(.promises_created) \(.promises_alive) \(.promises_answer)"')"
