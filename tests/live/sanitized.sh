#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runtime of the build with AddressSanitizer and UBSan (tests/sanitizers), preloaded into
# real programs while everything is recorded: no report, and the program's own exit status.
. "$(dirname "$0")/lib.sh"
use_sessiond
asan=$(gcc -print-file-name=libasan.so)
[ -e "$asan" ] || exit 77

. "$(dirname "$0")/all_recorded.sh"

# V8 allocates far more than LeakSanitizer's taste allows, and dies as it likes.
export ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0
export UBSAN_OPTIONS=halt_on_error=1
# clean COMMAND...
clean() {
	LD_PRELOAD="$asan $build/sanitized/lib/libv8scope.so" V8SCOPE_GC=ends "$@" \
		>"$work/out" 2>"$work/err" || fail "$*: status $?: $(head -c 3000 "$work/err")"
	! grep -E 'Sanitizer|runtime error' "$work/err" || fail "$*"
	echo "ok: $(basename "$1") ${*:2}"
}
clean "$experiment" --iterations=3000
clean "$experiment" --iterations=3000 --source=sync --scope=batch:100
clean "$build/bin/handle_tour" --repeat=300
clean "$hosts/host_two_threads" 3000
for way in handover both ended many; do
	clean "$hosts/host_lockers" 500 "$way"
done
clean "$hosts/host_churn" 2
clean "$hosts/host_churn" 1 exit
clean "$hosts/host_isolate_reuse" 2000
clean "$hosts/host_exceptions" 2000
clean "$hosts/host_exceptions" 2000 longjmp
clean "$hosts/host_nest" 300 2
clean "$hosts/host_scopes" arrays 3000
clean "$hosts/host_growth" globals 3000
clean "$hosts/host_own_hooks" 500
