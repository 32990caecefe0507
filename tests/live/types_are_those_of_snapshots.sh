#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a scope's handles refer to, by the report and by V8's own heap snapshot: the same types,
# and shares of handles and bytes within 2 percentage points, in libnode and in stock node.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"

mixes=$source_dir/tests/live/type_mixes
table=$work/table
failures=0

fetch 22
reader=$(node_dir 22)/bin/node

# addon VERSION: builds the addon for that node.
addon() {
	"${CXX:-c++}" -std=c++20 -w -O1 -fPIC -shared -fno-rtti -fvisibility=hidden \
		-isystem "$(node_dir "$1")/include/node" "$mixes/addon.cc" -o "$work/$1.node"
}

# cell VERSION MIX COUNT SEED. Without compiler threads: a snapshot lists their handles, too.
cell() {
	local command=("$hosts/host_type_mixes")
	[ "$1" = libnode ] ||
		command=("$(node_dir "$1")/bin/node" --single-threaded "$mixes/run.js" "$work/$1.node")
	record cell -- "${command[@]}" "$mixes/mixes.js" "$2" "$3" "$4" "$work/snapshot"
	report cell
	"$reader" "$mixes/compare.js" "$work/cell.json" "$work/snapshot" "$1" "$2" >>"$table" ||
		failures=$((failures + 1))
	rm -rf "$work/cell" "$work/snapshot".*
}

for version in libnode 18 20 22 24 26; do
	if [ "$version" != libnode ]; then
		fetch "$version"
		addon "$version"
	fi
	for mix in blocks interleaved random minority shared pool periodic changing backing; do
		cell "$version" "$mix" 40000 "$((${version/libnode/1} * 100 + ${#mix}))"
	done
	# So few that all are looked at: the figures are exact.
	cell "$version" backing 2000 "${version/libnode/1}"
	cell "$version" random 300 "${version/libnode/1}"
done
echo "node    mix         type           what        sampled  snapshot     diff"
cat "$table"
[ "$failures" = 0 ] || fail "$failures mixes differ"
