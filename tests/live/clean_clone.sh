#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# One command in a clone that was never built leads to the annotated reports of the demo.
. "$(dirname "$0")/lib.sh"

git -C "$source_dir" rev-parse --quiet --verify HEAD >/dev/null || {
	echo "SKIPPED: the sources are no git checkout to clone" >&2
	exit 77
}
git clone --quiet --no-local "$source_dir" "$work/v8scope"
line=$(grep -nF 'LEAK: the scope that stays open' "$work/v8scope/demos/v8heapexperiment/experiment.c" |
	cut -d: -f1)

expect_status "scripts/demo" 0 env -u V8SCOPE_BUILD_DIR "$work/v8scope/scripts/demo"
expect_match "the leak's verdict" '^verdict: leak ' "$work/out"
expect_match "its scope, in the report" 'opened by  run_with_outer_scope' "$work/out"
expect_match "its line, in the table" \
	"^async-outer .* leak .* run_with_outer_scope experiment.c:$line\$" "$work/out"
expect_match "advice" 'advice     Open a HandleScope inside the loop' "$work/out"
expect_match "the latent form" '^sync-outer .* latent ' "$work/out"
expect_match "the fix" '^async-iteration .* ok ' "$work/out"
expect_equal "what the clone's sources became" "" "$(git -C "$work/v8scope" status --porcelain)"
