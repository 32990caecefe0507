#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Records the traces of this folder anew:  demos/traces/record.sh BUILD_DIR LIBNODE_DIR
#
# The programs and libraries are copied to a temporary folder of a neutral name
# first, because a trace names every file that was loaded.
set -euo pipefail

build=$(realpath "$1")
libnode=$(realpath "$2")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
stage=/opt/v8scope-demo

[ ! -e "$stage" ] || { echo "record.sh: $stage exists; remove it first" >&2; exit 1; }
trap 'rm -rf "$stage"' EXIT
cmake --install "$build" --prefix "$stage" >/dev/null
cp "$build/bin/v8heapexperiment" "$stage/bin"
cp "$libnode"/libnode.so.* "$stage/lib"
cd "$stage"

record() {
	rm -rf "${here:?}/$1"
	LD_LIBRARY_PATH=$stage/lib "$stage/bin/v8scope" record -o "$here/$1" -- \
		"$stage/bin/v8heapexperiment" --iterations=100000 "${@:2}"
}

record async-outer --source=async --scope=outer
record sync-outer --source=sync --scope=outer
record async-iteration --source=async --scope=iteration
