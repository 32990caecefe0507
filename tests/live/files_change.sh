#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a report says of a program whose file is stripped, rebuilt or gone since it was recorded.
. "$(dirname "$0")/lib.sh"
program=$work/program
unset DEBUGINFOD_URLS

# module FIELD: what the report says of the program as an object.
module() {
	json changed ".processes[0].modules[] | select(.path == \"$program\") | $1"
}

# site: where the report has it now.
site() {
	report changed
	echo "$(holder changed .function) $(holder changed .line)"
}

cp "$experiment" "$program"
strip --strip-debug "$program"
id=$(readelf -n "$program" | sed -n 's/.*Build ID: //p')
record changed -- "$program" --source=async --scope=outer --iterations=5000

expect_equal "a site without debug info" "run_with_outer_scope null" "$(site)"
expect_equal "its symbols" symbol-table "$(module .symbols)"
expect_equal "its build-id" "$id $id" "$(module .build_id) $(module .file_build_id)"
offset=$(holder changed .module_offset)
expect_at_least "its offset" 1 "$offset"

# The debug info comes later, as from a package.
line=$(line_of demos/v8heapexperiment/experiment.c 'LEAK: the scope that')
objcopy --only-keep-debug "$experiment" "$work/program.debug"
objcopy --add-gnu-debuglink="$work/program.debug" "$program"
expect_equal "a site with debug info of its own file" "run_with_outer_scope $line" "$(site)"
expect_equal "its symbols" full "$(module .symbols)"
expect_equal "its advice" null "$(module .advice)"
rm "$work/program.debug"

strip "$program"
expect_equal "a site in a stripped program" "null null" "$(site)"
expect_equal "its symbols" stripped "$(module .symbols)"
expect_equal "its offset" "$offset" "$(holder changed .module_offset)"

# Servers are asked only by --debuginfod: there is none at that port.
expect_match "servers can be asked" '--debuginfod asks' <(module .advice)
export DEBUGINFOD_URLS=http://127.0.0.1:9/
report changed
expect_match "servers are not asked by themselves" '--debuginfod asks' <(module .advice)
"$v8scope" report "$work/changed" --debuginfod --format=json -o "$work/changed.json"
expect_match "servers were asked" 'DEBUGINFOD_URLS gave none' <(module .advice)
unset DEBUGINFOD_URLS

# Another build, in which something else is at that place.
cp "$v8scope" "$program"
expect_equal "a site in another build" "null null" "$(site)"
expect_equal "its symbols" different-build "$(module .symbols)"
expect_equal "the build-id that was recorded" "$id" "$(module .build_id)"
expect_equal "the build-id that is there" \
	"$(readelf -n "$v8scope" | sed -n 's/.*Build ID: //p')" "$(module .file_build_id)"
expect_equal "its offset" "$offset" "$(holder changed .module_offset)"
COLUMNS=400 "$v8scope" report "$work/changed" >"$work/text"
expect_match "the text says so" "^note: $program: It is not the build that was recorded" "$work/text"

rm "$program"
expect_equal "a site in a program that is gone" "null null" "$(site)"
expect_equal "its symbols" missing "$(module .symbols)"
expect_equal "its offset" "$offset" "$(holder changed .module_offset)"
