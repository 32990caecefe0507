# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced after lib.sh: a session that has begun, and records each event of every program that
# runs until the test ends. Nobody reads its trace.
# shellcheck disable=SC2154 # lib.sh's
session=$(session_name)
lttng --quiet create "$session" --output="$work/trace"
cleanup() {
	# Without waiting for what a program that ended at once was about to write.
	lttng --quiet destroy --no-wait "$session" || true
	cleanup_work
}
trap cleanup EXIT
lttng --quiet enable-event --userspace --session="$session" 'v8:*'
lttng --quiet start "$session"
