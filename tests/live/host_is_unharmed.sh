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

# The promise hook makes promises slower: it is there only while somebody listens.
hooks_installed() {
	grep -o 'promise_hooks_installed=.*' "$1" | tail -n 1 | cut -d= -f2
}
counter=$hosts/libpromise_hook_counter.so
LD_PRELOAD=$build/lib/libv8scope.so:$counter "$experiment" --iterations=200 >/dev/null 2>"$work/err"
expect_equal "no session: promise hooks" 0 "$(hooks_installed "$work/err")"
for detail in census scopes; do
	LD_PRELOAD=$counter record promises --detail=$detail -- "$experiment" --iterations=200
	expect_equal "$detail: promise hooks" "$([ $detail = census ] && echo 0 || echo 1)" \
		"$(hooks_installed "$work/promises.err")"
	rm -rf "$work/promises"
done

expect_status "a program that exits early" 3 "$v8scope" record -o "$work/exit" -- \
	"$hosts/host_growth" globals 20000 exit
report exit
expect_equal "its verdict" leak "$(isolate exit .verdict)"
expect_equal "its holder" keep_promise "$(holder exit .function | sed 's/(.*//')"

expect_equal "exported symbols" "v8scope_addon_init v8scope_mark$(
	printf ' v8scope_note_%s' closed closing opened opening)" \
	"$(nm -D --defined-only "$build/lib/libv8scope.so" | awk '{print $3}' | sort | xargs)"
