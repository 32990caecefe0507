#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A program that v8scope is linked into is recorded like one that it is preloaded
# into, with or without the preloaded library beside it, and runs as before without
# a session.
. "$(dirname "$0")/lib.sh"

wrapped=$build/bin/v8heapexperiment_wrap

# count NAME EVENT: how often EVENT is in the trace.
count() {
	babeltrace2 "$work/$1" | grep -c " v8:$2: " || true
}

for detail in census scopes; do
	record preload --detail=$detail --no-loss -- "$experiment" --iterations=20000
	record wrap --detail=$detail --no-loss -- env -u LD_PRELOAD "$wrapped" --iterations=20000
	record both --detail=$detail --no-loss -- "$wrapped" --iterations=20000
	report preload
	for way in wrap both; do
		report $way
		expect_match "$detail, $way: attach mode" 'attach_mode = "wrap"' \
			<(babeltrace2 "$work/$way" | grep isolate_attach)
		expect_equal "$detail, $way: isolates" 1 "$(count $way isolate_attach)"
		for field in .verdict .evidence; do
			expect_equal "$detail, $way: $field" "$(isolate preload $field)" \
				"$(isolate $way $field)"
		done
		for field in .kind .function .file .line .promises_created .promises_settled; do
			expect_equal "$detail, $way: holder's $field" "$(holder preload $field)" \
				"$(holder $way $field)"
		done
		expect_within "$detail, $way: growth" "$(isolate preload .growth_bytes)" \
			"$(isolate $way .growth_bytes)" 2
		expect_within "$detail, $way: handles" "$(holder preload .handles)" \
			"$(holder $way .handles)" 2
		for event in handle_scope_open global_create handle_create; do
			expect_equal "$detail, $way: $event events" "$(count preload $event)" \
				"$(count $way $event)"
		done
	done
	rm -rf "$work"/{preload,wrap,both}
done

# comparable FILE: the output without what differs from run to run: times and collections.
comparable() {
	sed -E '/Heap Size/d; s/(ns_per_iteration|[a-z]+_bytes)=[0-9]+//g' "$1"
}
expect_status "no session: the program" 0 "$experiment" --iterations=20000
cp "$work/out" "$work/plain"
expect_status "no session: the wrapped program" 0 "$wrapped" --iterations=20000
expect_equal "no session: its messages" "" "$(cat "$work/err")"
diff <(comparable "$work/plain") <(comparable "$work/out") ||
	fail "no session: the wrapped program prints something else"

# A V8 in the program itself, its names hidden.
for binding in calls inlines; do
	record $binding --detail=handles --no-loss -- \
		env -u LD_PRELOAD "$hosts/host_static_v8_$binding" 1000
	expect_equal "static V8, binding $binding: scopes opened" 1001 \
		"$(count $binding handle_scope_open)"
	expect_equal "static V8, binding $binding: scopes closed" 1001 \
		"$(count $binding handle_scope_close)"
	expect_equal "static V8, binding $binding: handles" 1000 "$(count $binding handle_create)"
	expect_equal "static V8, binding $binding: places that open scopes" 2 \
		"$(babeltrace2 "$work/$binding" | grep ' v8:handle_scope_open: ' |
			grep -oE '[{ ]ip = [0-9A-Fx]+' | sort -u | wc -l)"
	report $binding
	expect_equal "static V8, binding $binding: version" 0.0.0-static \
		"$(isolate $binding .v8_version)"
done
