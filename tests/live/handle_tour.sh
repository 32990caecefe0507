#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The three kinds of handles: what becomes of each is printed by the tour, which
# checks it by collecting, and seen in the trace.
. "$(dirname "$0")/lib.sh"

record tour --detail=scopes --no-loss -- "$build/bin/handle_tour"
babeltrace2 "$work/tour" >"$work/events"
for event in handle_scope_open handle_scope_close handle_escape global_create global_dispose \
	global_make_weak; do
	expect_at_least "events v8:$event" 1 "$(grep -c " v8:$event: " "$work/events")"
done

# The escaped value went from an escapable scope to the scope around it.
escape=$(grep -m 1 ' v8:handle_escape: ' "$work/events")
from=$(grep -oE ' scope_id = [0-9]+' <<<"$escape" | grep -oE '[0-9]+')
to=$(grep -oE 'to_scope_id = [0-9]+' <<<"$escape" | grep -oE '[0-9]+')
expect_match "it was escapable" "handle_scope_open.* scope_id = $from,.*\"escapable\"" "$work/events"
expect_match "the scope around it" "handle_scope_open.* scope_id = $to,.*\"handle\"" "$work/events"
order=$(grep -nE "handle_scope_(open|close): .* scope_id = ($from|$to)," "$work/events" |
	grep -oE 'scope_(open|close)' | tr '\n' ' ')
expect_equal "order of the two scopes" "scope_open scope_open scope_close scope_close " "$order"

record many -- "$build/bin/handle_tour" --repeat=5000
report many
# They are all made within milliseconds: whether that goes on cannot be told.
expect_match "never reset: verdict" '^(leak|growth)$' <(isolate many .verdict)
expect_equal "never reset: kind" global "$(holder many .kind)"
expect_equal "never reset: function" persistent_function "$(holder many .function)"
expect_equal "never reset: handles" 5000 "$(holder many .handles)"
expect_equal "never reset: state" live "$(holder many .state)"
