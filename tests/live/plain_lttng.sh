#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# lttng and babeltrace2 alone: every family of events that the demos can cause, in
# a consistent order.
. "$(dirname "$0")/lib.sh"
use_sessiond
session=$(session_name)

lttng --quiet create "$session" --output="$work/trace"
cleanup() {
	lttng --quiet destroy "$session" || true
	cleanup_work
}
trap cleanup EXIT
lttng --quiet enable-channel --userspace --session="$session" --blocking-timeout=inf all
lttng --quiet enable-event --userspace --session="$session" --channel=all 'v8:*'
track_nothing "$session"
lttng --quiet start "$session"
export LTTNG_UST_ALLOW_BLOCKING=1
(become_traced "$session" "$experiment" --iterations=500 >/dev/null)
(become_traced "$session" "$build/bin/handle_tour" >/dev/null)
lttng --quiet stop "$session"
babeltrace2 "$work/trace" >"$work/events"

for event in isolate_attach isolate_dispose handle_scope_open handle_scope_close handle_escape \
	handles_grow handle_create global_create global_dispose global_make_weak promise_create \
	promise_settle promise_sample context_enter context_exit microtask_checkpoint_begin \
	microtask_checkpoint_end gc_begin gc_end census_scope census_global census_end stack; do
	count=$(grep -c " v8:$event: " "$work/events" || true)
	expect_at_least "events v8:$event" 1 "$count"
done

# A process's isolates do not share scope ids; the two runs do, so go by run.
awk '
function field(name) {
	if (!match($0, "[{ ]" name " = [-0-9A-Fx]+")) {
		return ""
	}
	return substr($0, RSTART + length(name) + 4, RLENGTH - length(name) - 4)
}
/ v8:isolate_attach: / { run++ }
/ v8:handle_scope_open: / { open[run, field("scope_id")] = 1; opened++ }
/ v8:handle_scope_close: / {
	if (!open[run, field("scope_id")]) { print "closed before opened: " $0; bad++ }
	open[run, field("scope_id")] = 0; closed++
}
/ v8:promise_create: / { promise[run, field("promise_id")]++; created++ }
/ v8:promise_settle: / {
	if (promise[run, field("promise_id")]-- <= 0) { print "settled before made: " $0; bad++ }
	settled++
}
/ v8:global_create: / { global[run, field("slot")]++ }
/ v8:global_dispose: / {
	if (global[run, field("slot")]-- <= 0) { print "disposed before made: " $0; bad++ }
}
/ v8:gc_begin: / { gc++ }
/ v8:gc_end: / { if (--gc < 0) { print "gc ended before it began: " $0; bad++ } }
/ v8:microtask_checkpoint_begin: / { checkpoints++ }
/ v8:handles_grow: / { by_v8[run, field("scope_id")] += field("count") }
/ v8:handle_create: / { by_api[run, field("scope_id")]++ }
END {
	if (opened != closed) { print opened " scopes opened, " closed " closed"; bad++ }
	if (created != settled) { print created " promises made, " settled " settled"; bad++ }
	if (gc != 0) { print "a gc did not end"; bad++ }
	print opened " scopes, " created " promises, " checkpoints " checkpoints"
	exit bad > 0
}' "$work/events" || fail "the events are not in a consistent order"
