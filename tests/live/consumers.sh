#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Projects that find an installed v8scope with CMake or pkg-config: under a prefix, and after the
# installation was moved.
. "$(dirname "$0")/lib.sh"

readonly consumer=$source_dir/tests/live/consumer
readonly static_v8=$source_dir/tests/live/hosts/static_v8

with_cmake() {
	{
		cmake -S "$consumer" -B "$work/cmake" -DCMAKE_PREFIX_PATH="$1" &&
			cmake --build "$work/cmake"
	} >"$work/log" 2>&1 || fail "with CMake: $(tail -n 20 "$work/log")"
	preload=$(cat "$work/cmake/preload")
	mv "$work/cmake/marks" "$work/cmake/static_v8" "$work"
	rm -rf "$work/cmake"
}

with_pkg_config() {
	local flags
	PKG_CONFIG_PATH=$(dirname "$(find "$1" -name v8scope.pc)")
	export PKG_CONFIG_PATH
	read -ra flags <<<"$(pkg-config --cflags --libs v8scope)"
	cc -D_GNU_SOURCE "$source_dir/tests/live/marks/marks.c" "${flags[@]}" -o "$work/marks"
	preload=$(pkg-config --variable=preload v8scope)
	read -ra flags <<<"$(pkg-config --cflags --libs v8scope-wrap)"
	c++ -xc "$static_v8/main.c" -xc++ "$static_v8"/{engine,binding}.cc -xnone "${flags[@]}" \
		-o "$work/static_v8"
}

# check WHAT WAY PREFIX
check() {
	"$2" "$3"
	v8scope=$3/bin/v8scope
	expect_status "$1: marks without v8scope" 0 "$work/marks"
	expect_equal "$1: it says" "v8scope=0 errno_kept=1" "$(cat "$work/out")"
	expect_status "$1: marks with what is to be preloaded" 0 env LD_PRELOAD="$preload" "$work/marks"
	expect_equal "$1: it says" "v8scope=1 errno_kept=1" "$(cat "$work/out")"
	record linked --detail=scopes -- env -u LD_PRELOAD "$work/static_v8" 10
	expect_equal "$1: scopes recorded" 11 \
		"$(babeltrace2 "$work/linked" | grep -c ' v8:handle_scope_open: ')"
	rm -rf "$work"/{linked,marks,static_v8}
}

DESTDIR=$work/stage cmake --install "$build" --prefix /opt/v8scope >"$work/install.log"
mv "$work/stage/opt/v8scope" "$work/moved"
cmake --install "$build" --prefix "$work/prefix" >"$work/install.log"
for prefix in prefix moved; do
	check "$prefix, CMake" with_cmake "$work/$prefix"
	check "$prefix, pkg-config" with_pkg_config "$work/$prefix"
done
