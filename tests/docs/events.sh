#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# events.sh BUILD SOURCE CC: docs/events.md is what the tracepoint definitions say today, and has
# every event and field that the analysis reads. V8SCOPE_UPDATE_DOCS=1 writes it anew.
. "$(dirname "$0")/../live/lib.sh"
reference=$source_dir/docs/events.md

"$source_dir/tracepoints/reference/events.sh" "$3" >"$work/events.md"
if [ -n "${V8SCOPE_UPDATE_DOCS:-}" ]; then
	cp "$work/events.md" "$reference"
fi
diff -u "$reference" "$work/events.md" ||
	fail "docs/events.md is stale: cmake --build BUILD --target event_reference makes it anew"
echo "ok: docs/events.md is current"

# "v8:EVENT FIELD" for each row of the reference.
awk '
/^## / { event = $2 }
event != "" && /^\| `/ { print "v8:" event, substr($2, 2, length($2) - 2) }' "$reference" |
	sort -u >"$work/documented"
missing=$("$build/tests/print_vocabulary" | sort -u | comm -13 "$work/documented" -)
[ -z "$missing" ] || fail "read from traces, but not in docs/events.md: $missing"
expect_at_least "fields documented" 150 "$(wc -l <"$work/documented")"
