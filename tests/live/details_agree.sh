#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The same leak at each level of detail: the same verdict, growth and handles, and
# promises counted where they are recorded. Reading the censuses alone gives all that is not
# about single events, and says that it did.
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

# without_single_events NAME: what of the report any detail tells.
without_single_events() {
	json "$1" '.trace |= del(.events) | .processes[].isolates[] |=
		(del(.gaps, .[keys[] | select(startswith("promise"))])
		| .holders[] |= (del(.advice, .fix.escaped, .fix.promises_outlasting,
			.[keys[] | select(startswith("promise"))])))'
}

# report_census NAME: of the recording NAME, into $work/NAME-census.json.
report_census() {
	"$v8scope" report "$work/$1" --detail=census --format=json -o "$work/$1-census.json" ||
		fail "report --detail=census $1: status $?"
}

for detail in scopes handles; do
	report_census $detail
	without_single_events $detail >"$work/all"
	without_single_events $detail-census >"$work/censuses"
	grep -q '"growth_bytes": [1-9]' "$work/all" || fail "$detail: nothing is left to compare"
	diff "$work/all" "$work/censuses" || fail "$detail: its censuses alone say something else"
	expect_equal "$detail: promises, unread" null "$(holder $detail-census .promises_created)"
	expect_equal "$detail: the gap" detail-not-read "$(isolate $detail-census '.gaps[].kind')"
	[ "$(json $detail-census .trace.events)" -lt "$(($(json $detail .trace.events) / 20))" ] ||
		fail "$detail: single events were read"
done
"$v8scope" report "$work/scopes" --detail=census >"$work/text"
expect_match "the text says what was not read" '^note: .* left unread' "$work/text"
"$v8scope" check "$work/scopes" --detail=census >"$work/check" && fail "check: the leak passed"
expect_match "check finds the leak in the censuses" leak "$work/check"

# What a census recording has is all that it has: nothing is left out.
report_census census
diff "$work/census.json" "$work/census-census.json" || fail "a census recording was read in part"

# One channel for all: it is read, and promises are there.
session=$(session_name)
use_sessiond
lttng --quiet create "$session" --output="$work/mixed"
trap 'lttng --quiet destroy "$session" >/dev/null 2>&1 || true; cleanup_work' EXIT
lttng --quiet enable-channel --userspace --session="$session" --blocking-timeout=inf all
lttng --quiet enable-event --userspace --session="$session" --channel=all 'v8:*'
lttng --quiet add-context --userspace --session="$session" --channel=all --type=vpid
track_nothing "$session"
lttng --quiet start "$session"
(LTTNG_UST_ALLOW_BLOCKING=1 become_traced "$session" "$experiment" --iterations=500 >/dev/null)
lttng --quiet destroy "$session"
report mixed
report_census mixed
expect_at_least "one channel: promises" 2500 "$(isolate mixed-census .promises_created)"
diff "$work/mixed.json" "$work/mixed-census.json" || fail "one channel was read in part"
