# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# For tests of machines that record to the relay daemon of another one, which is where the script
# runs; instead of lib.sh. They are namespaces, with links, names, clocks, process ids and session
# daemons of their own, and end with the script. Where those cannot be made: 77 (skipped).
if [ -z "${V8SCOPE_TEST_MACHINES:-}" ]; then
	namespaces=(--net --mount --uts --ipc --pid --fork --kill-child --mount-proc)
	unshare "${namespaces[@]}" sh -c 'ip link add near type veth peer name far &&
		mount -t tmpfs none /dev/shm' || {
		echo "skipped: network namespaces need root, and iproute2"
		exit 77
	}
	V8SCOPE_TEST_MACHINES=yes exec unshare "${namespaces[@]}" "$0" "$@"
fi
. "$(dirname "$0")/lib.sh"
# shellcheck disable=SC2034 # for the tests
steps_source=tests/live/hosts/steps.cc

ip link set lo up
mount -t tmpfs none /dev/shm
mkdir "$work/relay" "$work/traces"

# wait_for WHAT COMMAND...: until it succeeds.
wait_for() {
	local what=$1
	shift
	for _ in $(seq 900); do
		! "$@" || return 0
		sleep 0.1
	done
	fail "$what: not within 90 s"
}

# A machine's monotonic clock is its own where the kernel can do that.
own_clock() {
	! unshare --time --monotonic "$1" --fork true 2>/dev/null || echo "--time --monotonic $1"
}

declare -A init_of=() number_of=()

# on MACHINE COMMAND...: there.
on() {
	nsenter --target "${init_of[$1]}" --mount --uts --ipc --net --pid \
		env LTTNG_HOME="$work/$1" HOME="$work/$1" "${@:2}"
}

# The first process of a machine, once it is what it shall be.
find_init() {
	inner=$(tr -d ' ' <"/proc/$1/task/$1/children")
	[ -n "$inner" ] && grep -q '^sleep' "/proc/$inner/comm" 2>/dev/null
}

# make_machine NAME NUMBER: 10.77.NUMBER.2, linked to our 10.77.NUMBER.1.
make_machine() {
	local name=$1 number=$2 inner
	mkdir "$work/$name"
	# shellcheck disable=SC2046 # words
	unshare --net --mount --uts --ipc --pid --fork --kill-child --mount-proc \
		$(own_clock $((number * 100000))) sleep infinity &
	wait_for "the machine $name" find_init $!
	init_of[$name]=$inner
	number_of[$name]=$number
	ip link add "to-$name" type veth peer name uplink netns "$inner"
	ip address add "10.77.$number.1/24" dev "to-$name"
	ip link set "to-$name" up
	cp /proc/sys/kernel/random/uuid "$work/$name/boot_id"
	on "$name" sh -ec "hostname $name
		ip link set lo up
		ip address add 10.77.$number.2/24 dev uplink
		ip link set uplink up
		mkdir -p /run/lttng
		mount -t tmpfs none /run/lttng
		mount -t tmpfs none /dev/shm
		mount --bind '$work/$name/boot_id' /proc/sys/kernel/random/boot_id"
	on "$name" lttng-sessiond --no-kernel --background >/dev/null 2>&1
}

listens() {
	{ : >/dev/tcp/127.0.0.1/5342 && : >/dev/tcp/127.0.0.1/5343 &&
		: >/dev/tcp/127.0.0.1/5344; } 2>/dev/null
}

# The relay daemon, as $relayd, with its usual ports: nobody else is here.
start_relayd() {
	LTTNG_HOME=$work/relay lttng-relayd --output="$work/traces" >>"$work/relayd.out" 2>&1 &
	# shellcheck disable=SC2034 # for the tests
	relayd=$!
	wait_for "the relay daemon listens" listens
}

declare -A recorder_of=() input_of=() taken_by=()

# send MACHINE NAME OPTION... -- WAY CALLS: records hosts/steps.cc there, to here, as an argument of
# the command "${runner[@]}"; `record` itself is one of "${sender[@]}".
runner=() sender=()
send() {
	local machine=$1 name=$2 options=() fd
	shift 2
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	mkfifo "$work/$name.in"
	exec {fd}<>"$work/$name.in"
	on "$machine" "${sender[@]}" "$v8scope" record --gc=every:100ms "${options[@]}" \
		--output-url="net://10.77.${number_of[$machine]}.1" -- "${runner[@]}" \
		"$hosts/host_steps" "${@:2}" \
		<"$work/$name.in" >"$work/$name.out" 2>"$work/$name.err" {fd}>&- &
	recorder_of[$name]=$!
	input_of[$name]=$fd
	taken_by[$name]=0
}

took() {
	grep -q "^step=$2 " "$work/$1.out"
}

# take_steps COUNT NAME...: they do, and have when this returns.
take_steps() {
	local count=$1 name
	shift
	for name; do
		taken_by[$name]=$((${taken_by[$name]} + count))
		seq "$count" >&"${input_of[$name]}"
	done
	for name; do
		wait_for "$name: step ${taken_by[$name]}: $(cat "$work/$name.err")" \
			took "$name" "${taken_by[$name]}"
	done
}

# let_end NAME...: the programs end.
let_end() {
	local name
	for name; do
		echo end >&"${input_of[$name]}"
	done
}

# ended NAME STATUS: the recording does, with it.
ended() {
	local status=0
	wait "${recorder_of[$1]}" || status=$?
	[ "$status" = "$2" ] || fail "$1: status $status instead of $2: $(cat "$work/$1.err")"
	echo "ok: $1 ends with $2"
}

# folder NAME: where its trace is, by what its recorder says.
folder() {
	local pattern
	pattern=$(sed -n 's,^v8scope: next.* ~/lttng-traces/,,p' "$work/$1.err")
	# shellcheck disable=SC2086 # a pattern
	realpath "$work/traces"/$pattern
}

# has_arrived MACHINE COUNT: of so many of its programs what a report needs.
has_arrived() {
	"$v8scope" report "$work/traces/$1" --format=json >"$work/arrived.json" 2>/dev/null || true
	[ "$(jq '[.processes[].isolates[] | select(.full_gcs >= 2)] | length' \
		"$work/arrived.json")" = "$2" ]
}

# has_no_session MACHINE: its session daemon has none.
has_no_session() {
	on "$1" lttng --no-sessiond list 2>/dev/null | grep 'no available recording session' >/dev/null
}
