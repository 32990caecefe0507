#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runtime's unit tests, and what it believes about V8's ABI, on aarch64 under emulation.
# shellcheck disable=SC2154 # machine.sh's
V8SCOPE_TEST_MACHINE=$(dirname "$0")/machine.sh
. "$(dirname "$0")/../live/lib.sh"

ctest --test-dir "$cross" --output-on-failure --exclude-regex abi_node --no-label-summary |
	tee "$work/ctest.log"
expect_match "all of them ran" '100% tests passed, 0 tests failed out of [1-9][0-9]' \
	"$work/ctest.log"

# Kernels for aarch64 may have pages of 64 KiB: what changes the protection of pages, and reads
# up to their end, has to ask.
for test in got_now got_lazy memory; do
	emulated -p 65536 "$cross/tests/test_$test" >"$work/pages.log" 2>&1 ||
		fail "test_$test with pages of 64 KiB: $(cat "$work/pages.log")"
	echo "ok: test_$test with pages of 64 KiB"
done
