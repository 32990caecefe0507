#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# diff.sh V8SCOPE TRACES: the fix is told from the leak, and the leak from the fix.
. "$(dirname "$0")/common.sh"
leak=$traces/async-outer
latent=$traces/sync-outer
fixed=$traces/async-iteration
schema=$(realpath "$(dirname "$0")")/../../docs/diff.schema.json

# overall CHANGE: the first line of the last output.
overall() {
	[ "$(head -n 1 "$work/out")" = "$1" ] || fail "not $1: $(cat "$work/out")"
}

expect 0 diff "$leak" "$fixed"
overall fixed
says '^fixed   handle_scope$' '^  before     22\.9 MiB   1,899,689 handles   3\.2 handles, 40 B a checkpoint$' \
	'^ +2,411,734 handles, 29\.1 MiB a second$' '^  after      nothing$'
expect 0 diff "$fixed" "$leak"
overall new
says '^  before     nothing$'
expect 0 diff "$leak" "$leak"
overall same
says '^same   handle_scope$'
expect 0 diff "$leak" "$latent"
overall improved
expect 0 diff "$latent" "$leak"
overall worse
expect 0 diff "$fixed" "$fixed"
overall same

for pair in "$leak $fixed" "$fixed $leak" "$latent $leak"; do
	# shellcheck disable=SC2086 # two
	expect 0 diff $pair --format=json
	cp "$work/out" "$work/${pair//\//_}.json"
done
[ "$(jq -c '[.change, .unit, (.holders[] | select(.kind == "handle_scope") |
	.change, .before.handles_per_checkpoint, .after)]' "$work/${leak//\//_} ${fixed//\//_}.json")" = \
	'["fixed","checkpoint","fixed",3.16667,null]' ] || fail "not the difference: $(cat "$work/out")"
if python3 -c 'import jsonschema' 2>/dev/null; then
	for document in "$work"/*.json; do
		python3 -m jsonschema -i "$document" "$schema" || fail "$document is not what the schema says"
	done
fi

expect 10 diff "$leak" "$work/nowhere"
complains nowhere
expect 10 diff "$work/nowhere" "$leak"
complains nowhere
mkdir "$work/empty"
expect 11 diff "$leak" "$work/empty"
complains empty
for bad in "$leak" "$leak $leak $leak" "$leak $leak --format=xml" "$leak $leak --frobnicate"; do
	# shellcheck disable=SC2086 # several
	expect 2 diff $bad
	complains 'diff: '
done
"$v8scope" diff "$leak" "$fixed" >/dev/full 2>"$work/err" && fail "a full disk goes unnoticed"
complains 'cannot write'
expect 0 help diff
says '--format='

# What the manual shows is what comes.
cd "$traces/../.."
expect 0 diff demos/traces/async-outer demos/traces/async-iteration
sed -n '/^fixed$/,/^1 holder/p' docs/diff.md |
	diff -u - "$work/out" || fail "docs/diff.md shows something else"
