#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What `v8scope link-flags` prints links any program, before or after its objects,
# with each linker that is installed.
. "$(dirname "$0")/lib.sh"

static_v8=$source_dir/tests/live/hosts/static_v8
read -ra flags <<<"$("$v8scope" link-flags)"

cc -c "$static_v8/main.c" -o "$work/main.o"
for source in engine binding; do
	c++ -c -fvisibility=hidden -ffunction-sections "$static_v8/$source.cc" -o "$work/$source.o"
	ar rcs "$work/lib$source.a" "$work/$source.o"
done
objects=("$work/main.o" "$work/libbinding.a" "$work/libengine.a")
echo 'int main(void) { return 0; }' >"$work/empty.c"

for linker in bfd gold lld; do
	command -v "ld.$linker" >/dev/null || continue
	for options in -pie -no-pie "-Wl,--gc-sections -Wl,--as-needed"; do
		# shellcheck disable=SC2086 # options are words
		{
			c++ -fuse-ld=$linker $options "${flags[@]}" "${objects[@]}" -o "$work/before"
			c++ -fuse-ld=$linker $options "${objects[@]}" "${flags[@]}" -o "$work/after"
			cc -fuse-ld=$linker $options "$work/empty.c" "${flags[@]}" -o "$work/no-v8"
		}
		expect_status "$linker $options: flags first" 0 "$work/before" 10
		expect_status "$linker $options: flags last" 0 "$work/after" 10
		expect_status "$linker $options: no V8 at all" 0 "$work/no-v8"
		record linked --detail=scopes -- "$work/before" 10
		expect_equal "$linker $options: scopes recorded" 11 \
			"$(babeltrace2 "$work/linked" | grep -c ' v8:handle_scope_open: ')"
		rm -rf "$work/linked"
	done
done

expect_equal "for rustc" "$(printf -- '-C link-arg=%s ' "${flags[@]}")" \
	"$("$v8scope" link-flags --rust) "
expect_status "an argument" 2 "$v8scope" link-flags program
mkdir "$work/with blank"
cp "$build"/lib/libv8scope-wrap.* "$work/with blank"
expect_status "a path with a blank" 17 env V8SCOPE_LIBDIR="$work/with blank" "$v8scope" link-flags
expect_status "no archive" 17 env V8SCOPE_LIBDIR="$work" "$v8scope" link-flags
