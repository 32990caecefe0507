#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `record --rotate`: a long recording in parts is read as one; without its oldest parts the report
# says that the beginning is missing, and names what it did with them.
. "$(dirname "$0")/lib.sh"
use_sessiond
recorder=
cleanup() {
	if [ -n "$recorder" ]; then
		kill -TERM "$recorder" 2>/dev/null || true
		wait "$recorder" 2>/dev/null || true
	fi
	cleanup_work
}
trap cleanup EXIT
leak_line=$(line_of demos/v8heapexperiment/experiment.c 'LEAK: the scope that')

# parts NAME: how many are complete.
parts() {
	find "$work/$1/archives" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l
}

# record_parts NAME COUNT ROTATE OPTION...: the experiment, until there are so many parts and it
# has made a few thousand iterations more.
record_parts() {
	local name=$1 count=$2 rotate=$3 status=0 waited=0
	shift 3
	"$v8scope" record -o "$work/$name" --rotate="$rotate" --gc=every:50ms \
		--pid-file="$work/$name.pid" -- "$experiment" --heap-limit=4000 "$@" \
		>"$work/$name.out" 2>"$work/$name.err" &
	recorder=$!
	until [ "$(parts "$name")" -ge "$count" ]; do
		[ $((waited++)) -lt 1200 ] || fail "$name: $(parts "$name") parts: $(cat "$work/$name.err")"
		sleep 0.1
	done
	kill -TERM "$(cat "$work/$name.pid")"
	wait "$recorder" || status=$?
	recorder=
	expect_equal "$name: status" 143 "$status"
	expect_match "$name: what to do next" "^v8scope: next: v8scope report $work/$name\$" \
		"$work/$name.err"
}

# gaps NAME: what is missing, but for what a program that is killed may leave in two.
gaps() {
	isolate "$1" '[.gaps[].kind | select(. != "censuses-incomplete")] | join(" ")'
}

# without NAME NEW COUNT: NEW is NAME without its COUNT oldest parts.
without() {
	local number
	cp -r "$work/$1" "$work/$2"
	for ((number = 0; number < $3; number++)); do
		rm -r "$work/$2/archives/"*-"$number"
	done
}

record_parts timed 5 1s
report timed
expect_equal "timed: verdict" leak "$(isolate timed .verdict)"
expect_equal "timed: holder" "run_with_outer_scope $leak_line" \
	"$(holder timed '"\(.function) \(.line)"')"
expect_equal "timed: missing" no-end "$(gaps timed)"

# What was told once went with the first part; what is loaded was told again.
without timed later 2
report later
expect_equal "without the oldest parts: verdict" leak "$(isolate later .verdict)"
expect_equal "without the oldest parts: holder" "run_with_outer_scope $leak_line" \
	"$(holder later '"\(.function) \(.line)"')"
expect_equal "without the oldest parts: missing" "no-beginning no-end stacks-missing" "$(gaps later)"
expect_at_least "what they had of its growth" 1 \
	$(($(holder timed .handle_growth) - $(holder later .handle_growth)))

expect_equal "without the oldest parts: lost" false "$(json later .trace.discarded_unknown)"

# A part between others is missed, though each part is whole.
cp -r "$work/timed" "$work/hole"
rm -r "$work/hole/archives/"*-2
report hole
expect_equal "without a part between others: verdict" leak "$(isolate hole .verdict)"
expect_equal "without a part between others: lost" true "$(json hole .trace.discarded_unknown)"
expect_match "without a part between others: said" 'number of events was lost' \
	<(isolate hole .reason)

# Of the last part alone as much is known as there is, and no more.
without timed last $(($(parts timed) - 1))
report last
expect_match "the last part: missing" no-beginning <(gaps last)
[[ $(isolate last .verdict) =~ ^(leak|growth|inconclusive)$ ]] ||
	fail "the last part: verdict $(isolate last .verdict)"
echo "ok: the last part: verdict is $(isolate last .verdict)"

# No leak where there is none, whichever parts are gone.
record_parts sound 3 64K --scope=iteration
report sound
without sound sound_later 1
report sound_later
for name in sound sound_later; do
	[[ $(isolate $name .verdict) =~ ^(ok|growth)$ ]] || fail "$name: $(isolate $name .verdict)"
	echo "ok: $name: verdict is $(isolate $name .verdict)"
done
