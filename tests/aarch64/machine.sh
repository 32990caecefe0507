# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced at the end of tests/live/lib.sh: builds the runtime, its tests and the demos for aarch64, as
# far as they are not built, and tells lib.sh's functions to run and record programs there.
# A test is skipped (77) where packages cannot be had: the machine cannot run it.
# shellcheck disable=SC2154 # lib.sh's
sysroot=$build/deps/aarch64
cross=$build/aarch64

skip() {
	echo "SKIPPED: $*" >&2
	exit 77
}

for tool in aarch64-linux-gnu-gcc aarch64-linux-gnu-g++ qemu-aarch64; do
	command -v $tool >/dev/null || skip "no $tool: scripts/setup --tests installs it"
done
if [ ! -e "$sysroot/complete" ]; then
	command -v apt-get >/dev/null || skip "no apt-get to download arm64 packages with"
	"$source_dir/tests/aarch64/sysroot.sh" "$sysroot" >"$work/sysroot.log" 2>&1 ||
		skip "no arm64 packages: $(tail -n 3 "$work/sysroot.log")"
fi
toolchain=(-DCMAKE_TOOLCHAIN_FILE="$source_dir/cmake/aarch64-linux-gnu.cmake"
	-DV8SCOPE_SYSROOT="$sysroot")
{
	cmake -S "$source_dir" -B "$cross" "${toolchain[@]}" -DV8SCOPE_BUILD_TOOLS=OFF \
		-DV8SCOPE_WERROR=ON &&
		cmake --build "$cross" --parallel "$(nproc)"
} >"$work/build.log" 2>&1 || fail "the build for aarch64: $(tail -n 30 "$work/build.log")"

# What lib.sh says of this machine, of that one.
hosts=$cross/tests/hosts
experiment=$cross/bin/v8heapexperiment
preload=$cross/lib/libv8scope.so

# emulated COMMAND...: runs it; LD_PRELOAD is not for it.
emulated() {
	qemu-aarch64 -L "$sysroot" "$@"
}

# record NAME [OPTION...] -- COMMAND...: lib.sh's, with lttng's own commands. `v8scope record`
# preloads libraries of this machine into qemu, too, and a process counts once to LTTng. Buffers
# are the process's own, as a session that saw a program of this machine first takes no events
# of that one; and large, because of each only what fits the first sub-buffer arrives.
record() {
	local name=$1 level=INFO gc=ends session status=0 pid
	shift
	while [ "$1" != -- ]; do
		case $1 in
		--gc=*) gc=${1#--gc=} ;;
		--detail=scopes) level=DEBUG_FUNCTION ;;
		--detail=handles) level=DEBUG_LINE ;;
		--no-loss | --detail=census) ;;
		*) fail "record $name: unknown option $1" ;;
		esac
		shift
	done
	shift
	session=$(session_name)
	rm -f "$work/go"
	mkfifo "$work/go"
	{
		lttng create "$session" --output="$work/$name"
		lttng enable-channel -s "$session" -u --buffers-pid --subbuf-size=8M \
			--num-subbuf=2 state
		lttng enable-event -s "$session" -u -c state --loglevel="$level" 'v8:*'
		lttng enable-event -s "$session" -u -c state \
			'lttng_ust_statedump:*,lttng_ust_lib:*,lttng_ust_dl:*'
		lttng add-context -s "$session" -u -c state -t vpid
		lttng untrack -s "$session" -u --vpid --all
		lttng start "$session"
	} >"$work/lttng.log" 2>&1 || fail "record $name: $(tail -n 5 "$work/lttng.log")"
	# Its process is known, and recorded, before qemu takes it over.
	(
		read -r _ <"$work/go"
		export V8SCOPE_GC=$gc
		export NODE_OPTIONS=--require=$cross/lib/v8scope/preload.js
		exec qemu-aarch64 -L "$sysroot" -E LD_PRELOAD="$preload" "$@"
	) >"$work/$name.out" 2>"$work/$name.err" </dev/null &
	pid=$!
	lttng track -s "$session" -u --vpid "$pid" >>"$work/lttng.log" 2>&1
	echo >"$work/go"
	wait "$pid" || status=$?
	lttng destroy "$session" >>"$work/lttng.log" 2>&1
	[ "$status" = 0 ] || fail "record $name: status $status: $(cat "$work/$name.err")"
}
