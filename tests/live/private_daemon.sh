# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # of those that source it
# A session daemon of the test's own, which may be killed: root's lies in /var/run, so that root
# needs a mount namespace of its own; others' lies where LTTNG_HOME says.

private_mounts() {
	mkdir -p /var/run/lttng && mount -t tmpfs tmpfs /var/run/lttng &&
		mount -t tmpfs tmpfs /dev/shm
}

# The script once more, in a namespace of its own. Without one, private_daemon is "no".
if [ "$(id -u)" != 0 ]; then
	private_daemon=yes
elif [ -n "${V8SCOPE_TEST_NAMESPACE:-}" ]; then
	private_daemon=$V8SCOPE_TEST_NAMESPACE
	[ "$private_daemon" = no ] || private_mounts
elif unshare --mount --propagation private bash -c "$(declare -f private_mounts); private_mounts" \
	2>/dev/null; then
	cleanup_work
	V8SCOPE_TEST_NAMESPACE=yes exec unshare --mount --propagation private "$0" "$@"
else
	private_daemon=no
fi
if [ "$private_daemon" = yes ]; then
	# Applications of root look in both places.
	export HOME=$work/home LTTNG_HOME=$work/home
	unset XDG_RUNTIME_DIR
	mkdir -p "$HOME"
	chmod 755 "$work"
	run_dir=$([ "$(id -u)" = 0 ] && echo /var/run/lttng || echo "$LTTNG_HOME/.lttng")
fi

# daemon_pid: of the private session daemon, if there is one.
daemon_pid() {
	cat "$run_dir/lttng-sessiond.pid" 2>/dev/null
}

# consumer_pids: its children's.
consumer_pids() {
	pgrep -P "$(daemon_pid)" -f lttng-consumerd || true
}

start_daemon() {
	if [ "$private_daemon" = yes ]; then
		lttng-sessiond --no-kernel --background >/dev/null 2>&1 ||
			fail "no session daemon of the test's own could be started"
	else
		use_sessiond
	fi
}

# stop_daemon: the private one, and the descendants that a killed one has left.
stop_daemon() {
	local pid consumers waited=0
	[ "$private_daemon" = yes ] || return 0
	pid=$(daemon_pid) || return 0
	consumers=$(consumer_pids)
	kill -CONT "$pid" 2>/dev/null || true
	kill "$pid" 2>/dev/null || true
	while kill -0 "$pid" 2>/dev/null; do
		if [ $((waited += 1)) -gt 200 ]; then
			kill -KILL "$pid" 2>/dev/null || true
		fi
		sleep 0.05
	done
	for pid in $consumers; do
		kill -KILL "$pid" 2>/dev/null || true
	done
	rm -f "$run_dir/lttng-sessiond.pid"
}

end_private() {
	stop_daemon
	cleanup_work
}
trap end_private EXIT
start_daemon
