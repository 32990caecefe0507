#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a program's phases left behind, against what the program measures itself; when each
# holder's growth began; and what the advice rests on: the cost of a scope, what outlives an
# iteration.
# shellcheck disable=SC2016 # jq has variables of its own
. "$(dirname "$0")/lib.sh"

host=$hosts/host_marks
calls=20000

# phase RECORDING NAME FILTER: of the phase of that name, the only one.
phase() {
	isolate "$1" "[.phases[] | select(.name == \"$2\")] | if length == 1 then .[0] | $3
		else \"\(length) phases\" end"
}

# part RECORDING NAME KIND FILTER: of that phase and the holder of that kind that gained most.
part() {
	isolate "$1" ". as \$i | .phases[] | select(.name == \"$2\").holders | map(select(
		\$i.holders[.holder].kind == \"$3\")) | max_by(.handle_growth) | $4"
}

"$host" $calls >"$work/alone.out"
expect_equal "marks that do anything, alone" 0 "$(printed alone marks)"

for detail in census scopes; do
	record $detail --detail=$detail --no-loss -- "$host" $calls
	report $detail
	expect_equal "$detail: marks that do anything" 1 "$(printed $detail marks)"
	expect_equal "$detail: phases" "idle load keep rest" \
		"$(isolate $detail '[.phases[].name | values] | join(" ")')"
	for name in load keep; do
		expect_equal "$detail: $name, recorded and alone" \
			"$(printed alone $name)" "$(printed $detail $name)"
		expect_within "$detail: bytes of $name" "$(printed $detail $name)" \
			"$(phase $detail $name .growth_bytes)" 1
	done
	for name in idle rest; do
		expect_equal "$detail: $name left next to nothing" true \
			"$(phase $detail $name '.growth_bytes < 20000 and .handle_growth < 10')"
	done
	# One call may go by until the thread stands at a safe point.
	expect_within "$detail: the scope's handles of load" "$(printed $detail load_handles)" \
		"$(part $detail load handle_scope .handle_growth)" 0.1
	expect_within "$detail: the scope's bytes of load" "$(printed $detail load)" \
		"$(part $detail load handle_scope .growth_bytes)" 3
	expect_within "$detail: the globals of keep" $calls \
		"$(part $detail keep global .handle_growth)" 0.2
	expect_equal "$detail: no globals of load" 0 "$(part $detail load global .handle_growth)"
	expect_equal "$detail: the phases' handles are the scope's" true "$(isolate $detail '
		(.holders | map(.kind) | index("handle_scope")) as $n | .holders[$n].handle_growth ==
		([.phases[].holders[] | select(.holder == $n).handle_growth] | add)')"
	# A collection after a mark is at its beginning: what grows in a phase begins to there.
	expect_equal "$detail: when their growth began" "load keep" "$(isolate $detail '. as $i |
		[("handle_scope", "global") as $kind | [$i.holders[] | select(.kind == $kind and
			.began_at_ns != null)] | max_by(.handles) | .began_at_ns as $ns |
			$i.phases[] | select(.begin_ns <= $ns and $ns < .end_ns).name] | join(" ")')"
done
line=$(line_of tests/live/hosts/marks.cc 'LEAK: globals')
"$v8scope" report "$work/census" >"$work/census.text"
expect_match "a phase as text" '^ +load   [0-9.]+ m?s   \+4\.0 MiB   \+[0-9,]+ handles$' "$work/census.text"
expect_match "a holder's phase as text" 'gained in  load: \+[0-9,]+ handles, 4\.0 MiB' "$work/census.text"
expect_equal "the line of the globals" $((line - 1)) \
	"$(isolate census '[.holders[] | select(.kind == "global")] | max_by(.handles).line')"
expect_equal "their balance" "0 true 0" "$(isolate census '[.holders[] |
	select(.kind == "global")] | max_by(.handles) |
	"\(.fix.weak) \(.fix.created == .handles) \(.balance[0].strong - .balance[0].created)"')"
expect_equal "their last balance is lower" true "$(isolate census '[.holders[] |
	select(.kind == "global")] | max_by(.handles) |
	(.balance | map(.strong) | max) as $most | .balance[-1].strong < $most and $most == .handles')"

# Written as a trace of its own, the attribution has all of that.
babeltrace2 --plugin-path="$build/lib/babeltrace2/plugins" "$work/scopes" \
	--component=filter.v8scope.attribute \
	--component=sink.ctf.fs --params="path=\"$work/derived\", quiet=yes"
babeltrace2 --plugin-path="$build/lib/babeltrace2/plugins" "$work/derived" \
	--component=sink.v8scope.report --params='format="json"' >"$work/derived.json"
diff <(jq . "$work/scopes.json") <(jq . "$work/derived.json") >"$work/diff" ||
	fail "the attribution is not read back as written: $(head -n 20 "$work/diff")"
echo "ok: the attribution is read back as written"

# Without collections nothing is said of phases.
record off --gc=off -- "$host" 1000
report off
expect_equal "gc=off: phases, and what is known of them" "idle load keep rest; 0" "$(isolate off '
	([.phases[].name | values] | join(" ")) + "; \([.phases[] | .growth_bytes | values] | length)"')"

# A program that marks each call is not held up: a few marks are looked at.
record often --detail=census -- "$host" 3000 often
report often
expect_equal "often: phases" "idle load keep rest" \
	"$(isolate often '[.phases[].name | values] | join(" ")')"
looks=$(babeltrace2 "$work/often" | grep ' v8:census_end: ' | grep -c '"mark"')
expect_at_least "often: marks looked at" 16 "$looks"
expect_equal "often: most are not" true "$([ "$looks" -lt 6000 ] && echo true)"

# What outlives an iteration, and what the fix costs.
record outlive --detail=scopes --no-loss -- "$experiment" --iterations=20000
report outlive
expect_equal "the loop: nothing outlives its iteration" "0 0" \
	"$(holder outlive '.fix | "\(.escaped) \(.promises_outlasting)"')"
expect_equal "the loop: a scope takes some nanoseconds" true \
	"$(holder outlive '.fix.scope_cost_ns > 0.5 and .fix.scope_cost_ns < 1000')"
expect_equal "the loop: the cost is that of one in each checkpoint" true "$(holder outlive '
	.fix | (.cost_ns / .scope_cost_ns) as $scopes | $scopes > 100000 and $scopes <= 120000')"
expect_match "the loop: where the scope belongs" \
	"while it stood at .*experiment.c:[0-9]+: the new scope" <(holder outlive .advice)
expect_match "the loop: its promises" "its promises were settled" <(holder outlive .advice)
expect_equal "the loop: promises over time end with all" true "$(isolate outlive '
	.promise_series[-1].created == .promises_created and
	.promise_series[-1].settled == .promises_settled and
	([.promise_series[].created] | . == sort) and
	([.promise_series[].held | values] | max > 90000)')"
record escapes --detail=scopes --no-loss -- "$host" $calls outlive
report escapes
expect_equal "values escaped into the scope" $((4 * calls)) "$(holder escapes .fix.escaped)"
expect_equal "promises of the next iteration" true "$(holder escapes "
	.fix.promises_outlasting >= 4 * $calls - 1 and .fix.promises_outlasting <= 4 * $calls")"
expect_match "they are warned of" "values were escaped into this scope, and .* promises made in it \
were pending when a checkpoint ended" <(holder escapes .advice)
