#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The plugin in babeltrace2's own hands: the same report as the command's.
. "$(dirname "$0")/lib.sh"

record leak -- "$experiment" --iterations=20000
report leak
babeltrace2 --plugin-path="$build/lib/babeltrace2/plugins" "$work/leak" \
	--component=filter.v8scope.attribute \
	--component=sink.v8scope.report --params='format="json"' >"$work/plain.json"
cmp "$work/leak.json" "$work/plain.json" || fail "the two reports differ"
echo "ok: the report of babeltrace2 is that of the command"
babeltrace2 --plugin-path="$build/lib/babeltrace2/plugins" "$work/leak" \
	--component=filter.v8scope.attribute >"$work/pretty"
expect_match "the attribution as plain events" 'v8scope:holder.*run_with_outer_scope' "$work/pretty"
