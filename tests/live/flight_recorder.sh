#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `record --flight-recorder`: a server that V8 ends at its heap limit leaves a small trace that
# names the holder though its opening was overwritten; what is in memory is written when asked,
# when a process comes near its limit and the command goes on, and at the end. Nothing is left in
# the session daemon.
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/live/snapshots.sh
. "$source_dir/tests/live/snapshots.sh"
use_sessiond
recorders=()
cleanup() {
	for pid in "${recorders[@]}"; do
		kill -TERM "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	cleanup_work
}
trap cleanup EXIT
most=5242880
leak_line=$(line_of tests/live/hosts/server.cc 'LEAK: of all requests')

# expect_small NAME
expect_small() {
	local size
	size=$(du -sb "$work/$1" | cut -f1)
	expect_at_least "$1: 5 MiB less the trace, in bytes" 0 $((most - size))
}

# expect_server_leak NAME: in the report of $work/NAME.
expect_server_leak() {
	report "$1"
	expect_equal "$1: verdict" leak "$(isolate "$1" .verdict)"
	expect_equal "$1: holder" "handle_scope live serve $leak_line" \
		"$(holder "$1" '"\(.kind) \(.state) \(.function) \(.line)"')"
	expect_at_least "$1: share" 0.9 "$(holder "$1" .share)"
}

# until WHAT COMMAND...: waits for it to succeed.
until_true() {
	local what=$1
	shift
	for _ in $(seq 1200); do
		! "$@" 2>/dev/null || return 0
		sleep 0.05
	done
	fail "$what: it did not come: $(cat "$work"/*.err)"
}

# start_recorder NAME COMMAND...: in the background, with standard input from $work/NAME.in.
start_recorder() {
	local name=$1
	shift
	mkfifo "$work/$name.in"
	env --default-signal=INT,QUIT "$v8scope" record -o "$work/$name" --flight-recorder=4M -- "$@" \
		<"$work/$name.in" >"$work/$name.out" 2>"$work/$name.err" &
	recorder=$!
	recorders+=("$recorder")
	exec {input}>"$work/$name.in"
}

# wait_for_recorder NAME STATUS
wait_for_recorder() {
	local status=0
	exec {input}>&-
	wait "$recorder" || status=$?
	expect_equal "$1: status" "$2" "$status"
}

alone=0
(exec "$hosts/host_server") >"$work/alone.out" 2>/dev/null || alone=$?
expect_at_least "the server alone is ended: status" 129 "$alone"
expect_match "the server alone raises its limit" '^limit raised 2$' "$work/alone.out"
for detail in census scopes; do
	expect_status "the server with detail $detail" "$alone" "$v8scope" record \
		-o "$work/$detail" --flight-recorder=4M --detail=$detail -- "$hosts/host_server"
	expect_equal "its output" "$(cat "$work/alone.out")" "$(cat "$work/out")"
	expect_match "what to do next" "^v8scope: next: v8scope report $work/$detail\$" "$work/err"
	expect_small $detail
	expect_server_leak $detail
	expect_equal "$detail: the limit was near" true "$(isolate $detail .near_heap_limit)"
	expect_equal "$detail: missing" no-end "$(isolate $detail \
		'[.gaps[].kind | select(. != "censuses-incomplete")] | join(" ")')"
done
scope=$(holder scopes .scope_id)
expect_at_least "openings of scopes in the trace" 100 \
	"$(events scopes | grep -c ' v8:handle_scope_open: ')"
expect_equal "openings of the holder in the trace" 0 \
	"$(events scopes | grep ' v8:handle_scope_open: ' | grep -c "scope_id = $scope," || true)"

# A program that needs no more scopes.
record sound --flight-recorder=4M -- "$experiment" --scope=iteration --iterations=30000
report sound
expect_equal "a sound program: verdict" ok "$(isolate sound .verdict)"

# On a signal to the recorder, while the program runs, twice; and at the end.
start_recorder asked "$hosts/host_server" 20000
until_true "the server's pause" grep -q waiting "$work/asked.out"
for number in 1 2; do
	kill -USR1 "$recorder"
	until_true "what was asked for" grep -q "report $work/asked-$number\$" "$work/asked.err"
	expect_server_leak asked-$number
	expect_small asked-$number
done
wait_for_recorder asked "$alone"
expect_server_leak asked
expect_at_least "handles that came later" 1 \
	$(($(holder asked .handles) - $(holder asked-1 .handles)))

# A process of the command is ended, and the command goes on.
# shellcheck disable=SC2016
start_recorder outlived bash -c '"$0"; read -r' "$hosts/host_server"
until_true "the trace of a heap limit" grep -q "report $work/outlived-1\$" "$work/outlived.err"
expect_match "what it is of" "^v8scope: a process of bash came near V8's heap limit\$" \
	"$work/outlived.err"
expect_server_leak outlived-1
expect_small outlived-1
wait_for_recorder outlived 1

# However it ends, no session stays. A job in the background would ignore SIGINT.
for signal in TERM INT; do
	# shellcheck disable=SC2016
	start_recorder ended_$signal bash -c 'echo $PPID; read -r'
	until_true "the command" grep -q . "$work/ended_$signal.out"
	session="v8scope-$(cat "$work/ended_$signal.out")-"
	expect_match "while it records: a session" "$session" <(lttng list)
	kill -$signal "$recorder"
	wait_for_recorder ended_$signal $((128 + $(kill -l $signal)))
	! grep -qF "$session" < <(lttng list) || fail "SIG$signal leaves a session: $(lttng list)"
	echo "ok: SIG$signal leaves no session"
done
# shellcheck disable=SC2016
expect_status "a recorder that cannot start the command" 121 bash -c 'echo $$; exec "$@"' start \
	"$v8scope" record -o "$work/error" --flight-recorder=4M --pid-file="$work/none/pid" /bin/true
! grep -qF "v8scope-$(cat "$work/out")-" < <(lttng list) || fail "an error leaves a session"
echo "ok: an error leaves no session"
expect_equal "an error leaves no directory" "" "$(ls -d "$work/error" 2>/dev/null || true)"
expect_status "a size that is too small" 2 "$v8scope" record -o "$work/error" --flight-recorder=1 /bin/true
expect_match "it says the least" 'expected at least [0-9]+K on this machine' "$work/err"
