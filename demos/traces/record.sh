#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Records the traces of this folder anew:  demos/traces/record.sh BUILD_DIR LIBNODE_DIR [NAME...]
# Without names: all of them. Together they have at most 1 MiB.
#
# The programs and libraries are copied to a temporary folder of a neutral name
# first, because a trace names every file that was loaded.
set -euo pipefail

build=$(realpath "$1")
libnode=$(realpath "$2")
shift 2
names=" $* "
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
stage=/opt/v8scope-demo

[ ! -e "$stage" ] || { echo "record.sh: $stage exists; remove it first" >&2; exit 1; }
trap 'rm -rf "$stage"' EXIT
cmake --install "$build" --prefix "$stage" >/dev/null
cp "$build/bin/v8heapexperiment" "$stage/bin"
cp "$libnode"/libnode.so.* "$stage/lib"
cd "$stage"

# record NAME RECORD_OPTION... -- OPTION...
record() {
	local name=$1
	local options=()
	shift
	if [[ $names != "  " && $names != *" $name "* ]]; then
		return
	fi
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	rm -rf "${here:?}/$name"
	LD_LIBRARY_PATH=$stage/lib "$stage/bin/v8scope" record -o "$here/$name" "${options[@]}" -- \
		"$stage/bin/v8heapexperiment" "${@:2}"
}

record async-outer -- --iterations=100000 --source=async --scope=outer
record sync-outer -- --iterations=100000 --source=sync --scope=outer
record async-iteration -- --iterations=100000 --source=async --scope=iteration
record sync-iteration -- --iterations=100000 --source=sync --scope=iteration
# The leak again, with an event for every promise; few turns of the loop, or it would be large.
record async-outer-promises --detail=scopes --gc=every:1ms -- \
	--iterations=300 --source=async --scope=outer
