#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bench/run --quick ends well, and its JSON has every row of the table, each with samples or a
# reason. No figure is looked at.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=$(mktemp "${TMPDIR:-/tmp}/v8scope-bench.XXXXXX")
trap 'rm -f "$out"' EXIT

V8SCOPE_BUILD_DIR=$1 "$here/run" --quick --json --no-setup >"$out"
expected=$(grep -v '^#' "$here/rows.table" | cut -d'|' -f1)
found=$(jq -r '.rows[].row' "$out")
[ "$found" = "$expected" ] || {
	diff <(echo "$expected") <(echo "$found") >&2
	echo "FAILED: the rows are not those of the table" >&2
	exit 1
}
bad=$(jq -r '.rows[] | select(.samples == [] and .note == null
	or .samples != [] and .median == null) | .row' "$out")
[ -z "$bad" ] || {
	echo "FAILED: neither measured nor a reason: $bad" >&2
	exit 1
}
# What needs nothing but the build and a session daemon is measured anywhere.
jq -r '.rows[] | select(.samples == []) | "\(.row): \(.note)"' "$out" >&2
for row in preload.scope census.loop-fixed census.trace detail.handle-event pause.census \
	memory.scope report.time exact.speed tools.v8scope; do
	jq -e --arg row "$row" '.rows[] | select(.row == $row) | .samples != []' "$out" \
		>/dev/null || {
		echo "FAILED: $row was not measured" >&2
		exit 1
	}
done
