#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# With a heap snapshot the report says what each holder keeps, to within 1 % of what the
# program measured when it let go of it: two nested scopes, a scope and a Map that keep the
# same objects, globals of two places, and the leak of the demo.
. "$(dirname "$0")/lib.sh"

# scope NAME TEXT FILTER: in the scope that the line of holders.cc with TEXT opens.
scope() {
	isolate "$1" "[.holders[] | select(.kind == \"handle_scope\" and
		.line == $(line_of tests/live/hosts/holders.cc "HOLDER: $2"))][0] | $3"
}

record nested --snapshot=USR1 -- "$hosts/host_holders" nested 10000
report nested
expect_equal "evidence of nested scopes" exact "$(isolate nested .evidence)"
expect_within "what the outer scope keeps" "$(printed nested outer)" \
	"$(scope nested outer .exact.retained_bytes)" 1
expect_within "what the inner scope keeps" "$(printed nested inner)" \
	"$(scope nested inner .exact.retained_bytes)" 1
expect_within "the outer scope's growth" "$(printed nested outer)" \
	"$(scope nested outer .growth_bytes)" 1

record map --snapshot=USR1 -- "$hosts/host_holders" map 20000
report map
expect_equal "evidence of a scope and a Map" exact "$(isolate map .evidence)"
expect_equal "verdict of a scope and a Map" not-handles "$(isolate map .verdict)"
expect_at_least "what the Map alone would not release" "$(printed map map)" \
	"$(scope map both .exact.shared_bytes)"
expect_within "what neither is the scope's" "$(printed map map)" \
	"$(($(printed map map) + $(scope map both .exact.retained_bytes)))" 1
expect_within "JavaScript's growth" "$(printed map map)" \
	"$(isolate map '[.holders[] | select(.kind == "javascript")][0].growth_bytes')" 3

record globals --snapshot=USR1 -- "$hosts/host_holders" globals 10000
report globals
for size in large small; do
	expect_within "what globals of keep_$size keep" "$(printed globals $size)" "$(isolate globals \
		"[.holders[] | select(.kind == \"global\" and (.function // \"\" |
			test(\"keep_$size\")))][0].exact.retained_bytes")" 1
done
expect_equal "evidence of globals" exact "$(isolate globals .evidence)"

record outer --snapshot -- "$experiment" --source=async --scope=outer --iterations=20000
report outer
expect_equal "evidence of the demo" exact "$(isolate outer .evidence)"
expect_within "what the demo's scope keeps" "$(printed outer growth_bytes)" \
	"$(holder outer .exact.retained_bytes)" 1
expect_equal "its largest part" Promise "$(holder outer '.exact.constructors[0].constructor')"

# A trace that was moved is read where it is now; without its snapshot the estimate stays.
mv "$work/outer" "$work/moved"
report moved
expect_equal "evidence of a trace that was moved" exact "$(isolate moved .evidence)"
mv "$work/moved/snapshots" "$work/elsewhere"
report moved
expect_equal "evidence without the file" estimated "$(isolate moved .evidence)"
expect_equal "notes on the missing file" 1 \
	"$("$v8scope" report "$work/moved" | grep -c '^note: the heap snapshot was not read')"
"$v8scope" report "$work/moved" --snapshot="$(echo "$work"/elsewhere/*)" --format=json \
	-o "$work/moved.json" || fail "report --snapshot: status $?"
expect_equal "evidence with the file named" exact "$(isolate moved .evidence)"
mkdir "$work/moved/snapshots"
cp "$work"/elsewhere/* "$work/moved/snapshots"
sed -i '1s/,/;/' "$work"/moved/snapshots/*
report moved
expect_equal "evidence with a damaged file" estimated "$(isolate moved .evidence)"
expect_match "what is wrong with it" 'JSON' <(isolate moved .snapshot.status)
babeltrace2 --plugin-path="$build/lib/babeltrace2/plugins" "$work/moved" \
	--component=filter.v8scope.attribute \
	--params="snapshot-file=\"$(echo "$work"/elsewhere/*)\"" \
	--component=sink.v8scope.report >"$work/plain" || fail "plain babeltrace2: status $?"
expect_match "the plugin's parameter" '^evidence: exact' "$work/plain"
