#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# From addresses to functions and lines: as many sites as there are, evenly over the code of the
# command itself, whose debug information has inlined functions.
. "$(dirname "$0")/../lib.sh"

sites=10000
lookups=$(by_size 50 3)
count=$(by_size 5 1)
object=$v8scope

resolve() { "$programs/bench_symbolise" "$object" "$sites" | value ns; }

if [ "$(readelf -SW "$object" | grep -c ' \.debug_info ')" = 0 ]; then
	skip "the build has no debug information (CMAKE_BUILD_TYPE=RelWithDebInfo has)"
fi
for ((i = 0; i < count; i++)); do
	resolve >>"$work/ns"
done
row symbols.time "$(awk '{ print $1 / 1e9 }' "$work/ns")" "reading the debug information included"

read -r code size < <(readelf -SW "$object" | sed -n 's/^.* \.text  *PROGBITS  *//p' |
	awk '{ print $1, $3 }')
for ((i = 0; i < lookups; i++)); do
	address=$(printf '0x%x' $((16#$code + 16#$size * i / lookups)))
	measured addr2line -fie "$object" "$address"
	echo "$wall_ns" >>"$work/addr2line"
done
row symbols.addr2line "$(awk -v sites="$sites" '
	NR == FNR { ours = $1; next } { print $1 * sites / ours }' "$work/ns" "$work/addr2line")" \
	"$lookups processes, reckoned up to $sites"
