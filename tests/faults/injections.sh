# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154,SC2016 # other parts' variables; the host's shell expands
# How the faults of the table come about. Each is called with a row's words before its host runs,
# and says what is to be done:
#
#   setup          lines of the host's script, before the host
#   env_lines      likewise, of the host only
#   prefix         a command that runs the host
#   record_options options of `v8scope record`
#   launch         "preloaded": not by `v8scope record`; with preloaded_env in its environment
#   around         a function to call while the recorded host stands still in its middle
#   after          a function to call when the recorded host has ended
#   expect_failed  the injector must have made calls fail
#   skip_reason    why the row is not possible here

# inject_nothing [OPTION...]: the host is the fault.
inject_nothing() {
	record_options=("$@")
}

# inject_as_root: the host is the fault, if root starts it.
inject_as_root() {
	[ "$(id -u)" = 0 ] || skip_reason="it needs root's rights"
}

use_injector() {
	local preload='"${LD_PRELOAD:+$LD_PRELOAD:}'$programs/libfault_injector.so'"'
	env_lines+=("export LD_PRELOAD=$preload")
	env_lines+=("export FAULT=$1")
	expect_failed=yes
}

# inject_fail FUNCTION[:FIRST-LAST] [OPTION...]: each call of the runtime's, or those.
inject_fail() {
	local calls=1-1000000000
	[[ $1 != *:* ]] || calls=${1#*:}
	use_injector "${1%:*}:$calls"
	record_options=("${@:2}")
}

# inject_sweep FUNCTION FIRST STEP LAST: a run of the host for each of those calls, which fails alone.
inject_sweep() {
	use_injector none
	sweep=$1
	sweep_calls=$(seq "$2" "$3" "$4")
}

# A host waits for the session daemon's answer: where none can come, not as long as by default.
impatient='export LTTNG_UST_REGISTER_TIMEOUT=1000'

# inject_limit LETTER VALUE [impatient]: as of ulimit.
inject_limit() {
	env_lines+=("ulimit -$1 $2")
	[ -z "${3:-}" ] || env_lines+=("$impatient")
}

# inject_deny CALLS [OPTION...]: by seccomp.
inject_deny() {
	prefix=("$programs/deny_calls" "$1")
	record_options=("${@:2}")
}

# inject_setuid: the host's program is root's and setuid, and started by somebody else.
inject_setuid() {
	local program=$row/program
	cp "${host_command[0]}" "$program"
	chmod 4755 "$program"
	host_command[0]=$program
	# The way to the program is not traced: see the row of setpriv.
	env_lines+=('export preload=$LD_PRELOAD' 'unset LD_PRELOAD')
	prefix=(setpriv --reuid=nobody --regid=nogroup --clear-groups
		sh -c 'LD_PRELOAD=$preload exec "$@"' sh)
	if [ "$(id -u)" != 0 ]; then
		skip_reason="only root can make a program root's"
	elif [[ ,$(findmnt -n -o OPTIONS -T "$row"), == *,nosuid,* ]]; then
		skip_reason="$row is mounted nosuid"
	elif ! "${prefix[@]:0:4}" "$program" leak 1 >/dev/null 2>&1; then
		skip_reason="the build folder is not others' to read"
	fi
}

# own_daemon: the row does something to it.
own_daemon() {
	[ "$private_daemon" = yes ] || skip_reason="no session daemon can be had for the test alone"
	[ "$private_daemon" = yes ]
}

# own_mounts: the row mounts something.
own_mounts() {
	own_daemon && [ "$(id -u)" = 0 ] || skip_reason="nothing can be mounted for the test alone"
	[ -z "$skip_reason" ]
}

restart_daemon() {
	stop_daemon
	start_daemon
}

# inject_no_daemon: nobody listens.
inject_no_daemon() {
	own_daemon || return 0
	launch=preloaded
	stop_daemon
	after=start_daemon
}

# inject_silent_daemon: somebody does, and says nothing.
inject_silent_daemon() {
	local socket
	own_daemon || return 0
	launch=preloaded
	preloaded_env=("${impatient#export }")
	socket=$(echo "$run_dir"/lttng-ust-sock-*)
	stop_daemon
	rm -f "$socket"
	"$programs/silent_daemon" "$socket" >"$row/came" &
	silent_pid=$!
	after=end_silence
}

end_silence() {
	kill "$silent_pid"
	wait "$silent_pid" 2>/dev/null || true
	grep -q came "$row/came" || fail "$name: the host did not come to the silent daemon"
	rm -f "$run_dir"/lttng-ust-sock-*
	start_daemon
}

# inject_daemon_killed, ...: in the middle of the host.
inject_daemon_killed() {
	own_daemon || return 0
	around=kill_daemon_later
	record_statuses=122
	after=restart_daemon
}

# What the host has done until now is written, sooner or later.
wait_until_written() {
	wait_for "the trace of the first half" is_written
}

is_written() {
	[ -n "$("$v8scope" report "$trace" --format=json 2>/dev/null |
		jq -r '.processes[].isolates[].holders[0].function // empty')" ]
}

kill_daemon_later() {
	wait_until_written
	kill_daemon
}

kill_daemon() {
	local pid
	pid=$(daemon_pid)
	kill -KILL "$pid"
	wait_for "the end of the session daemon" not_running "$pid"
}

not_running() {
	! kill -0 "$1" 2>/dev/null
}

inject_consumer_killed() {
	own_daemon || return 0
	around=kill_consumers
	record_statuses=122
	after=restart_daemon
}

kill_consumers() {
	local pid
	wait_until_written
	for pid in $(consumer_pids); do
		kill -KILL "$pid"
	done
}

# stop_until_host_ends PID...
stop_until_host_ends() {
	kill -STOP "$@"
	(
		wait_for "the end of the host" test -s "$row/traced/status"
		kill -CONT "$@"
	) &
}

inject_daemon_stopped() {
	own_daemon || return 0
	around=stop_daemon_for_a_while
}

stop_daemon_for_a_while() {
	stop_until_host_ends "$(daemon_pid)"
}

# inject_full_buffers OPTION...: nobody empties them. On one CPU the host has one CPU's only.
inject_full_buffers() {
	own_daemon || return 0
	prefix=(taskset --cpu-list "$(taskset -cp $$ | grep -oE '[0-9]+' | tail -n 1)")
	record_options=("$@")
	around=stop_consumers_for_a_while
}

stop_consumers_for_a_while() {
	# shellcheck disable=SC2046
	stop_until_host_ends $(consumer_pids)
}

# inject_daemon_restarted: a session of the new daemon's sees what comes then.
inject_daemon_restarted() {
	own_daemon || return 0
	launch=preloaded
	env_lines+=("export V8SCOPE_GC=ends")
	around=kill_daemon_and_record
	after=end_session
}

kill_daemon_and_record() {
	local pid
	pid=$(cat "$row/traced/hold.held")
	kill_daemon
	stop_daemon
	start_daemon
	wait_for "the host to the new daemon" listed_by_daemon "$pid"
	session=$(session_name)
	lttng --quiet create "$session" --output="$trace"
	lttng --quiet enable-channel --userspace --session="$session" state
	lttng --quiet enable-event --userspace --session="$session" --channel=state \
		--loglevel=INFO 'v8:*'
	lttng --quiet enable-event --userspace --session="$session" --channel=state \
		'lttng_ust_statedump:*'
	lttng --quiet add-context --userspace --session="$session" --channel=state -t vpid
	lttng --quiet start "$session"
}

listed_by_daemon() {
	grep -q "PID: $1 " < <(lttng list --userspace 2>/dev/null)
}

end_session() {
	lttng --quiet destroy "$session"
}

inject_session_destroyed() {
	own_daemon || return 0
	around=destroy_sessions
}

destroy_sessions() {
	lttng --quiet destroy --all
}

inject_trace_removed() {
	around=remove_trace
}

remove_trace() {
	rm -rf "$trace"
}

# inject_full_disk OPTION...: from the middle on.
inject_full_disk() {
	own_mounts || return 0
	mkdir "$row/disk"
	mount -t tmpfs -o size=2m tmpfs "$row/disk"
	trace=$row/disk/trace
	record_options=("$@")
	around=fill_disk
	after=leave_disk
}

fill_disk() {
	dd if=/dev/zero of="$row/disk/rest" bs=4096 >/dev/null 2>&1 || true
}

leave_disk() {
	cp -a "$trace" "$row/trace"
	umount "$row/disk"
	trace=$row/trace
}

# inject_shm OPTION: /dev/shm mounted with it.
inject_shm() {
	own_mounts || return 0
	mount -o "remount,$1" /dev/shm || skip_reason="/dev/shm cannot be mounted anew"
	launch=recorded
	after=restore_shm
}

restore_shm() {
	mount -o remount,rw,size=50% /dev/shm
}

# inject_deny_and_fail CALLS FUNCTION: both.
inject_deny_and_fail() {
	inject_fail "$2"
	prefix=("$programs/deny_calls" "$1")
}
