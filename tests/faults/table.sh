# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # of those that source it
# Reads the table of faults, and the checks that its rows name.

# columns LINE COUNT: the columns of a line, between "||", into the array `columns`.
columns() {
	mapfile -t columns < <(awk -F ' *[|][|] *' '{ for (i = 1; i <= NF; i++) print $i }' <<<"$1")
	[ "${#columns[@]}" = "$2" ] || {
		echo "FAILED: expected $2 columns: $1" >&2
		exit 1
	}
}

# read_row: the next row from stdin, into row_group, row_name, row_fault, ... False at the end.
read_row() {
	local line
	while read -r line; do
		case $line in
		'' | '#'* | '='*) continue ;;
		esac
		columns "$line" 7
		row_group=${columns[0]}
		row_name=${columns[1]}
		row_fault=${columns[2]}
		row_how=${columns[3]}
		row_host=${columns[4]}
		row_outcome=${columns[5]}
		row_checks=${columns[6]}
		return 0
	done
	return 1
}

# check_column NAME INDEX: of the check of that name.
check_column() {
	local line
	line=$(grep -E "^$1 +[|][|]" "$faults_dir/checks") || {
		echo "FAILED: no check $1" >&2
		exit 1
	}
	columns "$line" 3
	echo "${columns[$2]}"
}

check_words() {
	check_column "$1" 1
}

check_filter() {
	check_column "$1" 2
}
