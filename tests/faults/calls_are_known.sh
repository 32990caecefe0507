#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# calls_are_known.sh BUILD SOURCE: each function that the runtime imports is one that a row of the
# fault table makes fail, or is in never_fail with the reason; and nothing else is there.
faults_dir=$(dirname "$(realpath "$0")")
# shellcheck source=../live/lib.sh
. "$faults_dir/../live/lib.sh"
# shellcheck source=table.sh
. "$faults_dir/table.sh"

nm -D --undefined-only "$build/lib/libv8scope.so" |
	awk '$1 == "U" { sub(/@.*/, "", $2); print $2 }' | sort -u >"$work/imported"

while read_row; do
	case $row_how in
	'fail '* | 'sweep '*) echo "$row_how" | cut -d' ' -f2 | cut -d: -f1 ;;
	'deny_and_fail '*) echo "$row_how" | cut -d' ' -f3 ;;
	esac
done <"$faults_dir/table" | sort -u >"$work/fail"

while IFS= read -r line; do
	case $line in
	'' | '#'*) continue ;;
	esac
	columns "$line" 2
	echo "${columns[0]}"
done <"$faults_dir/never_fail" | sort >"$work/never"

expect_equal "calls that neither fail in a row nor are said never to" "" \
	"$(sort -u "$work/fail" "$work/never" | comm -23 "$work/imported" - | xargs)"
expect_equal "calls that are in both" "" "$(comm -12 "$work/fail" "$work/never" | xargs)"
expect_equal "calls that the runtime does not make" "" \
	"$(sort -u "$work/fail" "$work/never" | comm -13 "$work/imported" - | xargs)"
expect_at_least "calls that are made to fail" 20 "$(wc -l <"$work/fail")"
