#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# compare.sh BUILD SOURCE [NAME...]: records the scenarios, all of them by default, and
# prints what they measured beside what the report says. Fails if a verdict is not one
# that the scenario expects or is known to get, or if fewer than 95 % of the truths are inside the interval.
. "$(dirname "$0")/../live/lib.sh"

readonly timed=(outer-async nested-two two-places bounded-cache javascript-map sync-latent)
shift 2
names=("$@")
if [ ${#names[@]} = 0 ]; then
	mapfile -t names < <("$build/bin/scenarios" --list | jq -r .name)
	timed_names=("${timed[@]}")
	exact_names=("${names[@]}")
else
	timed_names=()
	exact_names=("${names[@]}")
fi

# Columns separated by |, as wide as they need to be; the last one is left as it is.
align() {
	awk -F '|' '{
		for (i = 1; i <= NF; i++) {
			cell[NR, i] = $i
			if (length($i) > width[i]) { width[i] = length($i) }
		}
		count[NR] = NF
	}
	END {
		for (row = 1; row <= NR; row++) {
			for (i = 1; i < count[row]; i++) { printf "%-*s  ", width[i], cell[row, i] }
			print cell[row, count[row]]
		}
	}' "$1"
}

for name in "${names[@]}"; do
	printf '%s\0%s\0%s\0%s\0' "$name" ends "$name" during
done >"$work/jobs"
for name in "${timed_names[@]}"; do
	printf '%s\0%s\0' "$name" every
done >>"$work/jobs"
for name in "${exact_names[@]}"; do
	printf '%s\0%s\0' "$name" exact
done >>"$work/jobs"
xargs -0 -n 2 -P 2 "$(dirname "$0")/one.sh" "$build" "$work" <"$work/jobs" ||
	fail "a scenario could not be recorded: $(tail -n 3 "$work"/*.err)"
cat "$work"/*.result >"$work/results"

echo "scenario|way|isolate|holder|truth|estimate|low|high|inside|width|separable" >"$work/table"
jq -r '.rows[] | select(.way != "exact") | [.scenario, .way, .isolate, "\(.kind) \(.function)", .truth, .estimate // "?",
	.low, .high, (if .inside then "yes" else "NO" end),
	(if .width then .width * 10 | round / 10 else "" end),
	(if .separable then "yes" else "" end)] | join("|")' \
	"$work/results" >>"$work/table"
align "$work/table"
echo
echo "scenario|isolate|holder|truth|exact|off|" >"$work/exact"
jq -r '.rows[] | select(.way == "exact") | [.scenario, .isolate, "\(.kind) \(.function)", .truth,
	.exact // "?", (if .exact then .exact - .truth else "" end)] | join("|")' \
	"$work/results" >>"$work/exact"
align "$work/exact"
echo
echo "scenario|way|isolate|growth|verdict|expected|" >"$work/verdicts"
jq -r '.verdicts[] | [.scenario, .way, .isolate, .growth, .verdict, .expected,
	(if .right then "" elif .known then "known to be wrong: " + .reason
	else "WRONG: " + .reason end)] | join("|")' \
	"$work/results" >>"$work/verdicts"
align "$work/verdicts"

jq -rs '
	[.[].rows[] | select(.way != "exact")] as $rows | [.[].verdicts[]] as $verdicts
	| [.[].rows[] | select(.way == "exact")] as $snapshots
	| [$snapshots[] | select(.exact)] as $exact
	| [$exact[] | (.exact - .truth | fabs) - ([.truth / 100, 4096] | max) | select(. > 0)] as $off
	| ([$rows[] | select(.inside)] | length) as $inside
	| ([$rows[] | select(.width)]) as $wide
	| "holders=\($rows | length) inside=\($inside)",
	  "inside_percent=\($inside * 1000 / ($rows | length) | floor / 10)",
	  "with_estimate=\($wide | length) within_5_percent=\([$wide[] | select(.width <= 5)] | length)",
	  "separable=\([$wide[] | select(.separable)] | length) wide_separable=\([$wide[] | select(.separable and .width > 5)] | length)",
	  "snapshots=\($snapshots | length) exact=\($exact | length) exact_off=\($off | length)",
	  "verdicts=\($verdicts | length) wrong=\([$verdicts[] | select(.right or .known | not)] | length)",
	  "known_wrong=\([$verdicts[] | select(.known)] | length)",
	  "false_leaks=\([$verdicts[] | select(.false_leak and (.known | not))] | length)",
	  "known_false_leaks=\([$verdicts[] | select(.false_leak and .known)] | length)"' \
	"$work/results" >"$work/figures.out"
cat "$work/figures.out"
expect_equal "wrong verdicts" 0 "$(printed figures wrong)"
expect_equal "leaks where there is none" 0 "$(printed figures false_leaks)"
expect_at_least "percent of truths inside their intervals" 95 "$(printed figures inside_percent)"
expect_equal "separable holders whose interval is wider than 5 % to either side" 0 \
	"$(printed figures wide_separable)"
expect_equal "exact holders that are off by more than 1 %, or 4 KiB of next to nothing" 0 "$(printed figures exact_off)"
