#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The metadata of a real trace against what analysis/ expects: the same events, and
# of each the fields that are expected, at the level of detail it belongs to.
. "$(dirname "$0")/lib.sh"

record trace --detail=handles --no-loss -- "$experiment" --iterations=10
metadata=$(find "$work/trace" -name metadata)
babeltrace2 convert --output-format=ctf-metadata "$(dirname "$metadata")" >"$work/metadata"

# "EVENT FIELD" for each field of each event of the trace.
awk '
/^event \{/ { name = "" }
/^\tname = "v8:/ { split($0, part, "\""); name = part[2] }
/^\tfields := struct/ { inside = 1; next }
/^\t};/ { inside = 0 }
inside && name != "" {
	field = $0
	sub(/;[^;]*$/, "", field)
	sub(/\[.*$/, "", field)
	sub(/ *$/, "", field)
	sub(/^.*[ }]_/, "", field)
	print name, field
}' "$work/metadata" | sort -u >"$work/recorded"
"$build/tests/print_vocabulary" | sort -u >"$work/expected"

expect_at_least "fields recorded" 100 "$(wc -l <"$work/recorded")"
missing=$(comm -13 "$work/recorded" "$work/expected")
[ -z "$missing" ] || fail "expected of the trace, but not there: $missing"
unknown=$(comm -23 <(cut -d' ' -f1 "$work/recorded" | sort -u) \
	<(cut -d' ' -f1 "$work/expected" | sort -u))
[ -z "$unknown" ] || fail "in the trace, but unknown to the analysis: $unknown"
echo "ok: $(wc -l <"$work/expected") fields of $(cut -d' ' -f1 "$work/expected" | sort -u | wc -l) events"
