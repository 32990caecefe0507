#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Marks of programs in C and C++, by each compiler that there is: recorded where v8scope is preloaded
# or linked in, from plugins, threads and signal handlers, too; and without it, nothing happens.
. "$(dirname "$0")/lib.sh"

readonly source=$source_dir/tests/live/marks
readonly include=(-I "$source_dir/include" -Wall -Wextra -Wpedantic -Werror)

# names NAME: those of the marks in the trace, a line each.
names() {
	babeltrace2 "$work/$1" | LC_ALL=C sed -n 's/.* v8:mark: .*name = "\(.*\)" }$/\1/p'
}

# expect_marks WHAT NAME: all of them, whole or cut where a character ends.
expect_marks() {
	local long=$work/long
	names "$2" >"$work/names"
	for name in 'in the program' '<unnamed>' 'in a thread' 'in a signal handler' 'in a plugin'; do
		expect_equal "$1: marks $name" 1 "$(grep -cFx -- "$name" "$work/names")"
	done
	expect_equal "$1: marks in all" 8 "$(wc -l <"$work/names")"
	LC_ALL=C awk 'length($0) > 200 { print length($0) }' "$work/names" >"$long"
	expect_equal "$1: bytes of long names" "255 254 255" "$(xargs <"$long")"
}

# A program that cannot look up functions when it runs is heard as well if GCC builds it.
build_c() {
	"$1" -std=c11 -D_GNU_SOURCE "${include[@]}" -shared -fPIC "$source/plugin.c" -o "$work/plugin.so"
	"$1" -std=c11 -D_GNU_SOURCE "${include[@]}" "${@:2}" "$source/marks.c" -o "$work/program"
}

check() {
	expect_status "$1: without v8scope" 0 "$work/program" "$work/plugin.so"
	expect_equal "$1: what it prints" "v8scope=0 errno_kept=1" "$(cat "$work/out")"
	record marks -- "$work/program" "$work/plugin.so"
	expect_equal "$1: what it prints in a recording" "v8scope=1 errno_kept=1" \
		"$(cat "$work/marks.out")"
	expect_marks "$1" marks
	rm -rf "$work/marks"
}

for compiler in gcc clang; do
	command -v $compiler >/dev/null || continue
	build_c $compiler -fPIE -pie -O2
	check "$compiler, position-independent"
	fixed=(-fno-pie -no-pie)
	[ $compiler = gcc ] || fixed+=(-fno-direct-access-external-data)
	build_c $compiler "${fixed[@]}"
	check "$compiler, at a fixed address"
	for standard in 11 14 17 20; do
		$compiler -xc++ -std=c++$standard -D_GNU_SOURCE "${include[@]}" -fsyntax-only \
			"$source/marks.c" "$source/plugin.c"
	done
	echo "ok: $compiler takes it as C++11 to C++20"
done

# Linked in: plugins find it in the program. With the preloaded library beside it, one is heard.
read -ra flags <<<"$("$v8scope" link-flags)"
for linker in bfd gold lld; do
	command -v "ld.$linker" >/dev/null || continue
	build_c gcc -fuse-ld=$linker "${flags[@]}"
	record linked -- env -u LD_PRELOAD "$work/program" "$work/plugin.so"
	expect_marks "linked in by $linker" linked
	record both -- "$work/program" "$work/plugin.so"
	expect_marks "linked in by $linker and preloaded" both
	rm -rf "$work"/{linked,both}
done
