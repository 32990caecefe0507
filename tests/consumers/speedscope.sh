#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# speedscope's own importer reads what the report writes for it, and the folded stacks too; its
# published schema accepts even hostile reports.
here=$(dirname "$(realpath "$0")")
# shellcheck source=../live/lib.sh
source "$here/../live/lib.sh"
# shellcheck source=../live/node.sh
source "$here/../live/node.sh"
version=1.25.0

command -v node >/dev/null || skip "no node to run speedscope's importer with"
fetch_package speedscope "$version"
speedscope=$(package_dir speedscope "$version")

# import FILE...: to $work/imported, a line a file.
import() {
	node "$here/speedscope_import.js" "$speedscope" "$@" >"$work/imported" ||
		fail "speedscope does not import $*"
}

trace=$source_dir/demos/traces/async-outer
for format in json speedscope folded; do
	"$v8scope" report "$trace" --format="$format" -o "$work/leak.$format"
done
"$v8scope" report "$trace" --format=folded --weight=handles -o "$work/handles.folded"
growth=$(jq '[.processes[].isolates[].holders[].growth_bytes | select(. > 0)] | add' "$work/leak.json")
handles=$(jq '[.processes[].isolates[].holders[].handles | select(. > 0)] | add' "$work/leak.json")

import "$work/leak.speedscope"
expect_equal "speedscope's profiles" 2 "$(jq length "$work/imported")"
expect_equal "its units" "bytes none" "$(jq -r 'map(.unit) | join(" ")' "$work/imported")"
expect_equal "the bytes of the first" "$growth" "$(jq '.[0].total' "$work/imported")"
expect_equal "the handles of the second" "$handles" "$(jq '.[1].total' "$work/imported")"
expect_equal "the innermost frame" "[handle_scope]" \
	"$(jq -r '.[0].stacks | max_by(.weight) | .frames[-1].name' "$work/imported")"
jq -c '.[0].stacks[0].frames | map(.name)' "$work/imported" >"$work/as_speedscope"

import "$work/leak.folded" "$work/handles.folded"
expect_equal "the bytes of folded stacks" "$growth" "$(jq -s '.[0][0].total' "$work/imported")"
expect_equal "the handles of folded stacks" "$handles" "$(jq -s '.[1][0].total' "$work/imported")"
expect_equal "their frames, but for the process," "$(cat "$work/as_speedscope")" \
	"$(jq -sc '.[0][0].stacks[0].frames[1:] | map(.name)' "$work/imported")"

# Reports made to break readers: each is imported, or, of nothing, has no profile.
"$build/tests/write_samples" speedscope >"$work/samples"
number=0
while IFS= read -r -d '' document; do
	number=$((number + 1))
	printf '%s' "$document" >"$work/sample.$number.speedscope"
	[ "$(jq '.profiles | length' "$work/sample.$number.speedscope")" = 0 ] ||
		import "$work/sample.$number.speedscope"
done <"$work/samples"
expect_at_least "samples that speedscope imports" 7 "$number"
python3 "$source_dir/tests/unit/render/validate.py" \
	"$speedscope/dist/release/file-format-schema.json" "$build/tests/write_samples" speedscope ||
	fail "speedscope's schema refuses a document"
