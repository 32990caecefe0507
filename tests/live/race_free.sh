#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runtime built with ThreadSanitizer, preloaded into programs with many threads while
# sessions come and go: no data race. That a race would be found is tried with a copy of
# the runtime that has lost a lock.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/disturb.sh"
use_sessiond
tsan=$(gcc -print-file-name=libtsan.so)
[ -e "$tsan" ] || exit 77

# V8 and LTTng-UST are not instrumented: what they read and write is not judged, their
# locks are seen. At its exit LTTng-UST ends its threads while they wait in the kernel, which
# the sanitizer takes for a fault of its own and ends the program: with its own status 0.
# Threads that a program leaves behind when it exits are its own affair.
export TSAN_OPTIONS=ignore_noninstrumented_modules=1:history_size=4:exitcode=0:report_thread_leaks=0

# build_runtime SOURCE FOLDER
build_runtime() {
	cmake -S "$1" -B "$2" -DV8SCOPE_SANITIZE=thread -DV8SCOPE_BUILD_DEMOS=OFF \
		-DV8SCOPE_BUILD_TESTS=OFF >"$work/configure.log"
	cmake --build "$2" --target libv8scope libv8scope-wrap >"$work/build.log"
}

# become FOLDER COMMAND...: is it, with that runtime; what the sanitizer says is $work/err.
become() {
	LD_PRELOAD="$tsan $1/lib/libv8scope.so" V8SCOPE_GC=ends exec "${@:2}" \
		>"$work/out" 2>"$work/err"
}

watched() {
	(become "$@")
}

# judge STATUS COMMAND...: what the sanitizer said of one that ended so.
judge() {
	local status=$1
	shift
	[ "$status" = 0 ] || fail "$*: status $status: $(head -c 3000 "$work/err")"
	! grep -q 'WARNING: ThreadSanitizer\|FATAL' "$work/err" ||
		fail "$*: $(head -c 5000 "$work/err")"
	echo "ok: $(basename "$1") ${*:2}"
}

# race_free COMMAND...
race_free() {
	local status=0
	watched "$work/tsan" "$@" || status=$?
	judge "$status" "$@"
}

build_runtime "$source_dir" "$work/tsan"
. "$(dirname "$0")/all_recorded.sh"

race_free "$hosts/host_two_threads" 3000
for way in handover both ended many; do
	race_free "$hosts/host_lockers" 500 "$way"
done
race_free "$hosts/host_isolate_reuse" 2000
race_free "$hosts/host_exceptions" 2000 longjmp
race_free "$hosts/host_plugins" "$hosts/growth_plugin.so" globals 3000
for n in 1 2 3 4; do
	cp "$hosts/late_threads_plugin.so" "$work/plugin$n.so"
done
for _ in 1 2 3; do
	race_free "$hosts/host_late_threads" "$work"/plugin[1-4].so
done
race_free "$hosts/host_unloading" 2000 "$hosts"/unloading_{first,second,first}.so
race_free "$hosts/host_churn" 3 exit

# The runtime linked in, into a program all of which is instrumented.
static_v8=$source_dir/tests/live/hosts/static_v8
V8SCOPE_LIBDIR=$work/tsan/lib "$v8scope" link-flags >"$work/flags"
read -ra flags <"$work/flags"
for source in engine binding; do
	c++ -c -g -O1 -fsanitize=thread -fvisibility=hidden "$static_v8/$source.cc" \
		-o "$work/$source.o"
done
cc -c -g -O1 -fsanitize=thread "$static_v8/threads.c" -o "$work/threads.o"
c++ -fsanitize=thread "$work"/{engine,binding,threads}.o "${flags[@]}" -o "$work/wrapped_threads"
"$work/wrapped_threads" 4 >"$work/out" 2>"$work/err" || fail "linked in: status $?"
expect_match "linked in: it came to its end" '^forks=0 failed=0$' "$work/out"
! grep -q 'WARNING: ThreadSanitizer\|FATAL' "$work/err" ||
	fail "linked in: $(head -c 5000 "$work/err")"

become "$work/tsan" "$hosts/host_churn" 6 &
pid=$!
disturb "$pid"
status=0
wait "$pid" || status=$?
judge "$status" "$hosts/host_churn" 6

mkdir "$work/racy"
cp -r "$source_dir"/{CMakeLists.txt,cmake,include,tracepoints,runtime,analysis,cli} "$work/racy"
sed -i '/pthread_mutex_\(un\)\?lock(&v8scope_locks.isolates)/d' "$work/racy/runtime/isolate.c"
build_runtime "$work/racy" "$work/racy-build"
watched "$work/racy-build" "$hosts/host_churn" 2 || true
expect_match "a lock that is missing is noticed" 'data race .*isolate\.c' "$work/err"
