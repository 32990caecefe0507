#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The analysis under valgrind's memcheck: unit tests of what reads foreign bytes and of what is
# freed by hand, and reports of the recorded traces. Nothing is read before it is written, out of
# bounds or after its end, and nothing is lost.
. "$(dirname "$0")/../live/lib.sh"

# memcheck NAME COMMAND...: what valgrind says of it and its children is $work/NAME.*, nothing.
memcheck() {
	local status=0
	valgrind --quiet --leak-check=full --errors-for-leak-kinds=definite --show-leak-kinds=definite \
		--log-file="$work/$1.%p" --error-exitcode=99 "${@:2}" >"$work/out" 2>"$work/err" ||
		status=$?
	find "$work" -name "$1.*" -type f -size +0 -exec cat {} + >"$work/said"
	[ ! -s "$work/said" ] || fail "$1: $(head -n 30 "$work/said")"
	[ "$status" = 0 ] || fail "$1: status $status: $(tail -n 5 "$work/out" "$work/err")"
	echo "ok: $1"
}

# One that reads a byte after its end is found: valgrind works here.
cat >"$work/wrong.c" <<-END
	#include <stdlib.h>
	int main(void) { volatile char *bytes = malloc(8); return bytes[8] & 1; }
END
cc -o "$work/wrong" "$work/wrong.c"
if (memcheck wrong "$work/wrong") 2>"$work/noticed"; then
	fail "a wrong program is not noticed"
fi
expect_match "a wrong program is noticed" 'Invalid read of size 1' "$work/noticed"
find "$work" -name 'wrong.*' -delete

for test in decoder snapshot_reader snapshot_retention snapshot_claims names results_suppressions \
	model_losses model_promises derived_reader render_json; do
	memcheck "test_$test" "$build/tests/test_$test"
done
for trace in async-outer-promises sync-iteration; do
	for format in text json html; do
		memcheck "$trace-$format" "$v8scope" report "$source_dir/demos/traces/$trace" \
			--format=$format -o "$work/report"
		[ -s "$work/report" ] || fail "$trace has no report"
	done
done
