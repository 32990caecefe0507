#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Recordings side by side, by an ordinary user, without a usable home, and onto a
# full disk. Needs root to become somebody else and to mount: 77 (skipped) otherwise.
. "$(dirname "$0")/lib.sh"
[ "$(id -u)" = 0 ] || exit 77
use_sessiond

# Two at a time: each holds its own command's process only.
record first -- "$experiment" --iterations=50000 &
first=$!
record second -- "$experiment" --source=sync --iterations=50000
wait "$first"
report first
report second
expect_equal "processes of the first" 1 "$(json first '.processes | length')"
expect_equal "processes of the second" 1 "$(json second '.processes | length')"
expect_equal "verdict of the first" leak "$(isolate first .verdict)"
expect_equal "verdict of the second" latent "$(isolate second .verdict)"

# An ordinary user: a session daemon of its own, which ends with the test.
. "$(dirname "$0")/ordinary_user.sh"
readable() {
	setpriv --reuid=nobody --regid=nogroup --clear-groups test -x "$1"
}
if readable "$v8scope" && readable "$experiment"; then
	as_nobody "$work/home" "$v8scope" record -o "$work/home/user" -- \
		"$experiment" --iterations=20000 >"$work/out" 2>"$work/err" ||
		fail "an ordinary user: $? $(cat "$work/err")"
	"$v8scope" report "$work/home/user" --format=json -o "$work/user.json"
	expect_equal "an ordinary user: verdict" leak "$(isolate user .verdict)"
	expect_equal "the trace's directory is private" 700 "$(stat -c %a "$work/home/user")"
	pid=$(cat "$work/home/.lttng/lttng-sessiond.pid")
	expect_equal "its daemon is the user's" nobody "$(stat -c %U "/proc/$pid")"
	kill "$pid"

	expect_status "a home that cannot be written to" 120 as_nobody /nonexistent \
		"$v8scope" record -o "$work/home/homeless" -- /bin/true
	expect_equal "lines of the error" 1 "$(wc -l <"$work/err")"
else
	echo "not tested as an ordinary user: the build folder is not theirs to read"
fi

mkdir "$work/disk"
if mount -t tmpfs -o size=1m tmpfs "$work/disk" 2>/dev/null; then
	cleanup() {
		umount "$work/disk"
		cleanup_work
	}
	trap cleanup EXIT
	expect_status "a disk that fills up" 121 "$v8scope" record --detail=handles \
		-o "$work/disk/full" -- "$experiment" --iterations=20000
	expect_match "the error" '^v8scope: .*(full|space)' "$work/err"
	expect_match "the program ran to its end" 'iterations=20000' "$work/out"
	status=0
	"$v8scope" report "$work/disk/full" >"$work/out" 2>"$work/err" || status=$?
	expect_match "what was recorded is readable" 'verdict: ' "$work/out"
else
	echo "not tested on a full disk: cannot mount here"
fi
