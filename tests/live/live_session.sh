#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `v8scope live URL` follows a session that runs already, and says so where there is none, or the
# relay daemon is dead, or goes away. A daemon that hangs does not make it hang.
. "$(dirname "$0")/lib.sh"
use_sessiond
session=$(session_name)
export LC_ALL=C.UTF-8
mkdir "$work/home" "$work/traces"

# Three ports that were free a moment ago.
mapfile -t ports < <(python3 -c 'import socket
s = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
print(*(x.getsockname()[1] for x in s), sep="\n")')
relay=net://127.0.0.1:${ports[2]}
url=$relay/host/$(hostname)/$session

cleanup() {
	kill -CONT "$daemon" 2>/dev/null || true
	kill "$daemon" "${program:-}" 2>/dev/null || true
	lttng --quiet destroy "$session" 2>/dev/null || true
	cleanup_work
}
LTTNG_HOME=$work/home lttng-relayd --output="$work/traces" \
	--control-port="tcp://127.0.0.1:${ports[0]}" --data-port="tcp://127.0.0.1:${ports[1]}" \
	--live-port="tcp://127.0.0.1:${ports[2]}" >"$work/relayd.out" 2>&1 &
daemon=$!
trap cleanup EXIT

# live ARGUMENT...: in the background, as $viewer.
live() {
	env --default-signal=INT,QUIT setsid "$v8scope" live --format=json --interval=200ms "$@" \
		>"$work/out" 2>"$work/err" </dev/null &
	viewer=$!
}

# wait_for WHAT COMMAND...: until it succeeds.
wait_for() {
	local what=$1
	shift
	for _ in $(seq 200); do
		if "$@" >/dev/null 2>&1; then
			return
		fi
		sleep 0.1
	done
	fail "$what: $(tail -c 700 "$work/out") $(cat "$work/err")"
}

sees_growth() {
	jq -es 'last.report.processes[0].isolates[0].holders[0].handles > 10000' "$work/out"
}

# ended WHAT STATUS: the viewer ends with it, within seconds.
ended() {
	local status=0
	timeout 20 tail --pid="$viewer" -f /dev/null || fail "$1: it does not end"
	wait "$viewer" || status=$?
	expect_equal "$1: status" "$2" "$status"
}

listens() {
	: >"/dev/tcp/127.0.0.1/${ports[2]}"
}
wait_for "the daemon listens" listens

expect_status "a daemon without a session" 119 "$v8scope" live "$relay"
expect_match "it is said" 'there is none' "$work/err"

lttng --quiet create "$session" --live=250000 --ctrl-url="tcp://127.0.0.1:${ports[0]}" \
	--data-url="tcp://127.0.0.1:${ports[1]}"
lttng --quiet enable-channel --userspace --session="$session" state
lttng --quiet enable-event --userspace --session="$session" --channel=state --loglevel=INFO 'v8:*'
lttng --quiet enable-event --userspace --session="$session" --channel=state 'lttng_ust_statedump:*'
lttng --quiet add-context --userspace --session="$session" --channel=state -t vpid
V8SCOPE_GC=every:200 LD_PRELOAD=$build/lib/libv8scope.so \
	"$experiment" --iterations=100000000 >"$work/program.out" &
program=$!
lttng --quiet track --userspace --session="$session" --vpid "$program"
wait_for "the program runs" test -s "$work/program.out"
lttng --quiet start "$session"

expect_status "another session" 119 "$v8scope" live "$relay/host/nowhere/$session-not"
expect_match "those that are there are named" "no such live session.*/$session" "$work/err"

# The only session of the daemon; what was recorded before is not seen, so nothing has a name.
live "$relay"
wait_for "growth is seen" sees_growth
expect_equal "the process" "$program" "$(jq -s 'last.report.processes[0].pid' "$work/out")"
lttng --quiet regenerate statedump --session="$session"
named() {
	jq -es 'last.report.processes[0].isolates[0].holders[0].function == "run_with_outer_scope"' \
		"$work/out"
}
wait_for "the holder is named" named
kill -INT "$viewer"
ended "interrupted" 130

# In the short form. The session goes on without us.
expect_status "one table" 0 "$v8scope" live --once "${url#net://}"
expect_match "it has a holder" ' HOLDER$' "$work/out"

# A daemon that hangs.
live "$url"
wait_for "growth is seen" sees_growth
kill -STOP "$daemon"
sleep 1
kill -TERM "$viewer"
ended "terminated while the daemon hangs" 143
kill -CONT "$daemon"

# The session is closed.
live "$url"
wait_for "growth is seen" sees_growth
lttng --quiet destroy "$session"
ended "the session is closed" 0
expect_equal "the last line is final" true "$(jq -s last.final "$work/out")"

# A daemon that goes away.
lttng --quiet create "$session" --live=250000 --ctrl-url="tcp://127.0.0.1:${ports[0]}" \
	--data-url="tcp://127.0.0.1:${ports[1]}"
lttng --quiet enable-event --userspace --session="$session" --loglevel=INFO 'v8:*'
lttng --quiet add-context --userspace --session="$session" -t vpid
lttng --quiet track --userspace --session="$session" --vpid "$program"
lttng --quiet start "$session"
live "$url"
wait_for "growth is seen" sees_growth
kill -KILL "$daemon"
ended "the daemon goes away" 119
expect_match "it is said" "lost the connection to $url" "$work/err"
expect_status "a daemon that is not there" 119 "$v8scope" live "$url"
expect_match "it is said" 'Connection refused' "$work/err"
