#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# threads.sh FOLDER: unit tests of what the runtime's threads meet at, with ThreadSanitizer; built
# in that folder. That a race is found is tried in live_race_free.
set -euo pipefail

build=$1
tests=(test_locks test_short_lock)
"$(dirname "$0")/build.sh" "$build" thread --target "${tests[@]}"
export TSAN_OPTIONS=exitcode=99
for test in "${tests[@]}"; do
	"$build/tests/$test"
done
