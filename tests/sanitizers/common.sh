# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the tests of a build with sanitizers share: they are called with its folder and the
# source folder. What a sanitizer says goes to files, whatever becomes of a program's status
# and words, and is looked for in the end.
set -euo pipefail

build=$(realpath "$1")
source_dir=$(realpath "$2")
work=$(mktemp -d "${TMPDIR:-/tmp}/v8scope-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/said" "$work/bin"

# G_SLICE: else what GLib hands out in slices is memory of GLib's own, and never lost.
export G_SLICE=always-malloc
# UBSan of gcc 12 writes to the standard error whatever its log_path is: it aborts, and
# AddressSanitizer writes where that was. (Which of the two paths they use is one for both.)
export ASAN_OPTIONS=exitcode=99:handle_abort=1:log_path=$work/said/address
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1:abort_on_error=1:log_path=$work/said/undefined

# A babeltrace2 that can load a plugin with AddressSanitizer in it, which must come first.
cat >"$work/bin/babeltrace2" <<-END
	#!/bin/sh
	LD_PRELOAD=$(gcc -print-file-name=libasan.so) exec $(command -v babeltrace2) "\$@"
END
chmod +x "$work/bin/babeltrace2"
export PATH=$work/bin:$PATH

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# findings: what the sanitizers said, one file after the other; nothing.
findings() {
	find "$work/said" -type f -exec grep -q 'ERROR: ' {} \; -exec cat {} \;
}

# nothing_said WHAT
nothing_said() {
	findings >"$work/findings"
	[ ! -s "$work/findings" ] || fail "$1: $(head -c 5000 "$work/findings")"
	echo "ok: $1"
}

# run_tests CTEST_OPTION...: those tests of the build pass.
run_tests() {
	ctest --test-dir "$build" --output-on-failure --no-tests=error --no-label-summary \
		--timeout 300 --parallel "$(nproc)" "$@" || {
		findings | head -c 5000
		fail "ctest $*"
	}
}
