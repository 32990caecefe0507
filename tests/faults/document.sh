#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# document.sh SOURCE: whether docs/faults.md has the fault table as it is. With
# V8SCOPE_UPDATE_GOLDEN=1 it is written there.
set -euo pipefail
faults_dir=$(dirname "$(realpath "$0")")
document=$(realpath "$1")/docs/faults.md
# shellcheck source=table.sh
. "$faults_dir/table.sh"
marks='<!-- the fault table -->'

# The words of a row's checks, as one clause.
trace_words() {
	local check words=
	for check in $row_checks; do
		words=${words:+$words; }$(check_words "$check")
	done
	echo "$words"
}

host_words() {
	case $row_outcome in
	same) echo "as untraced" ;;
	*) echo "$row_outcome" ;;
	esac
}

heading() {
	columns "${1#= }" 2
	printf '\n## %s\n\n' "${columns[1]}"
	echo "| fault | host | what the trace still says | \`${columns[0]}\` |"
	echo '| --- | --- | --- | --- |'
}

print_table() {
	local line
	while read -r line; do
		case $line in
		'= '*) heading "$line" ;;
		'' | '#'*) ;;
		*)
			read_row <<<"$line"
			echo "| $row_fault | $(host_words) | $(trace_words) | \`$row_name\` |"
			;;
		esac
	done <"$faults_dir/table"
	echo
}

fresh=$(mktemp "${TMPDIR:-/tmp}/v8scope-test.XXXXXX")
trap 'rm -f "$fresh"' EXIT
{
	sed "/^$marks\$/q" "$document"
	print_table
} >"$fresh"
if [ "${V8SCOPE_UPDATE_GOLDEN:-}" = 1 ]; then
	cat "$fresh" >"$document"
fi
diff "$document" "$fresh" || {
	echo "FAILED: $document is not of the fault table: V8SCOPE_UPDATE_GOLDEN=1 writes it anew" >&2
	exit 1
}
rows=$(grep -cE '^[a-z]+ [|][|]' "$faults_dir/table")
doubled=$(awk -F ' *[|][|] *' '/^[a-z]+ [|][|]/ { print $1, $2 }' "$faults_dir/table" |
	sort | uniq -d)
[ -z "$doubled" ] || {
	echo "FAILED: rows of one name: $doubled" >&2
	exit 1
}
echo "ok: $rows rows"
