#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The host's own hooks are called, its output and exit status are its own, and
# without a session nothing is installed or written.
. "$(dirname "$0")/lib.sh"

"$hosts/host_own_hooks" 1000 >"$work/alone"
for detail in census scopes handles; do
	record hooks --detail=$detail -- "$hosts/host_own_hooks" 1000
	expect_equal "$detail: what the host saw" "$(cat "$work/alone")" "$(cat "$work/hooks.out")"
	rm -rf "$work/hooks"
done
expect_equal "no session: what the host saw" "$(cat "$work/alone")" \
	"$(LD_PRELOAD=$build/lib/libv8scope.so "$hosts/host_own_hooks" 1000 2>&1)"

expect_status "a program that exits early" 3 "$v8scope" record -o "$work/exit" -- \
	"$hosts/host_growth" globals 20000 exit
report exit
expect_equal "its verdict" leak "$(isolate exit .verdict)"
expect_equal "its holder" keep_promise "$(holder exit .function | sed 's/(.*//')"

expect_equal "exported symbols" "v8scope_addon_init v8scope_mark" \
	"$(nm -D --defined-only "$build/lib/libv8scope.so" | awk '{print $3}' | sort | xargs)"
