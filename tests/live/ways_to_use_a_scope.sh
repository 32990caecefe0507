#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# One outer scope, used in many ways: its verdict, growth and handles are those that
# the program measured, whatever the handles refer to and whoever runs microtasks.
. "$(dirname "$0")/lib.sh"

# leaks WAY: a leak of the outer scope, with the program's own figures.
leaks() {
	local way=$1
	expect_equal "$way: verdict" leak "$(isolate "$way" .verdict)"
	expect_equal "$way: holder" run_in_outer_scope "$(holder "$way" .function)"
	expect_equal "$way: line" "$(line_of tests/live/hosts/scopes.cc 'LEAK: outer scope')" \
		"$(holder "$way" .line)"
	expect_at_least "$way: share" 0.95 "$(holder "$way" .share)"
	expect_within "$way: growth" "$(printed "$way" growth)" "$(isolate "$way" .growth_bytes)" 5
	expect_within "$way: handles" "$(printed "$way" handles)" "$(holder "$way" .handles)" 1
}

for way in auto arrays late buffers; do
	record $way -- "$hosts/host_scopes" $way 50000
	report $way
	leaks $way
done

# Nothing but time tells the turns of a loop without checkpoints.
record objects -- "$hosts/host_scopes" objects 2000000
report objects
leaks objects

expect_status "an exit in the middle of it all" 5 "$v8scope" record -o "$work/exit" -- \
	"$hosts/host_scopes" exit 50000
cp "$work/out" "$work/exit.out"
report exit
leaks exit
expect_equal "exit: state" live "$(holder exit .state)"

record nested -- "$hosts/host_scopes" nested 50000
report nested
expect_equal "nested: verdict" leak "$(isolate nested .verdict)"
expect_equal "nested: largest" fill_inner_scope "$(holder nested .function)"
expect_within "nested: its share" 0.9 "$(holder nested .share)" 2
expect_equal "nested: second" run_in_outer_scope "$(isolate nested '.holders[1].function')"
expect_within "nested: its share" 0.1 "$(isolate nested '.holders[1].share')" 5

# Handles pile up and the heap grows, but the one does not hold the other.
record map -- "$hosts/host_scopes" map 50000
report map
expect_equal "map: verdict" not-handles "$(isolate map .verdict)"
expect_equal "map: holder" javascript "$(holder map .kind)"
expect_within "map: growth" "$(printed map growth)" "$(isolate map .growth_bytes)" 5

# What stopped piling up is no leak any more.
record stops -- "$hosts/host_scopes" stops 500000
report stops
expect_equal "stops: verdict" growth "$(isolate stops .verdict)"
expect_equal "stops: holder" run_in_outer_scope "$(holder stops .function)"
