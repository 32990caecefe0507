#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What makes recording handy: --duration, --pid-file, where options end, the line of progress.
. "$(dirname "$0")/lib.sh"
use_sessiond
esc=$(printf '\033')

# After --duration the trace is whole, and the program goes on.
"$v8scope" record -o "$work/part" --duration=2s --pid-file="$work/pid" -- \
	sh -c "'$experiment' --iterations=20000; cat '$work/pid' >'$work/seen'; sleep 60; exit 3" \
	>"$work/part.out" 2>"$work/part.err" </dev/null &
recorder=$!
for _ in $(seq 600); do
	grep -q 'next: v8scope report' "$work/part.err" && break
	sleep 0.1
done
expect_match "the end of recording is said" 'sh is no longer recorded, and goes on' "$work/part.err"
pid=$(cat "$work/pid")
expect_equal "the process of the pid file" sh "$(cat "/proc/$pid/comm")"
expect_equal "its parent" "$recorder" "$(awk '{ print $4 }' "/proc/$pid/stat")"
expect_status "the report while it still runs" 0 "$v8scope" report "$work/part"
expect_match "what it found" 'run_with_outer_scope' "$work/out"
expect_equal "sessions left" 0 "$(lttng --no-sessiond list 2>/dev/null | grep -c "$work/part" || true)"
kill -TERM "$recorder"
status=0
wait "$recorder" || status=$?
expect_equal "status after a forwarded signal" 143 "$status"
[ ! -e "$work/pid" ] || fail "the pid file outlives the program"
expect_equal "what the program saw in the pid file" "$pid" "$(cat "$work/seen")"
expect_equal "summaries" 1 "$(grep -c 'next: v8scope report' "$work/part.err")"

expect_status "a program that ends before" 5 \
	"$v8scope" record -o "$work/short" --duration=1m -- sh -c 'exit 5'
! grep -q 'no longer recorded' "$work/err" || fail "the end of recording is said twice"
expect_status "a pid file that cannot be written" 121 \
	"$v8scope" record -o "$work/none" --pid-file="$work/none/such/pid" -- touch "$work/ran"
expect_match "its error" '^v8scope: --pid-file: .*not started' "$work/err"
[ ! -e "$work/ran" ] || fail "the program ran"
[ ! -e "$work/none" ] || fail "a directory was left behind"
expect_status "no pid file of a program that is none" 127 \
	"$v8scope" record -o "$work/none" --pid-file="$work/pid" -- "$work/missing"
[ ! -e "$work/pid" ] || fail "a pid file was left behind"
for bad in --duration=0s --duration=5 --duration=soon --pid-file=; do
	expect_status "$bad" 2 "$v8scope" record "$bad" /bin/true
	expect_match "its error" "^v8scope: record: ${bad%%=*}" "$work/err"
done

# Options end at the first word that is none, with and without "--".
expect_status "options of the command" 0 "$v8scope" record -o "$work/words" echo --duration=1s -o x --
expect_equal "what it was given" '--duration=1s -o x --' "$(cat "$work/out")"
expect_status "the same after --" 0 "$v8scope" record -o "$work/dashes" -- echo -- --gc=off
expect_equal "what it was given" '-- --gc=off' "$(cat "$work/out")"

# Without -o each recording has a directory of its own, named after command and time.
mkdir "$work/names"
(cd "$work/names" && for _ in 1 2 3; do "$v8scope" record -- "$experiment" --iterations=100; done) \
	>/dev/null 2>"$work/names.err"
expect_equal "directories" 3 \
	"$(find "$work/names" -name 'v8scope-v8heapexperiment-2???????-??????*' -prune | wc -l)"
while read -r -a next; do
	expect_status "the next command" 0 "$v8scope" report "$work/names/${next[-1]}"
done < <(grep 'next: v8scope report' "$work/names.err")

# in_terminal OUTPUT COMMAND: with 12 lines of 60 columns.
in_terminal() {
	TERM=xterm script -qec "stty rows 12 cols 60; $2" "$work/$1" </dev/null >/dev/null
}
cat >"$work/loop.sh" <<'END'
i=0
while [ $i -lt 40 ]; do
	echo "line $i"
	i=$((i + 1))
	sleep 0.1
done
END
in_terminal long "'$v8scope' record -o '$work/long-trace' -- sh '$work/loop.sh'"
expect_match "the progress: time, size, losses" \
	'v8scope: 0:0[2-9]   recording   [0-9.]+ [a-zA-Z]+   0 events lost' "$work/long"
expect_equal "lines of the program, whole" 40 "$(grep -aoE 'line [0-9]+' "$work/long" | sort -u | wc -l)"
# The lines above scroll by themselves, and the terminal is whole again afterwards.
expect_match "the last line is taken" "$esc\\[1;11r" "$work/long"
last=$(grep -aobE "recording|$esc\\[1;11r" "$work/long" | tail -n 1 | cut -d: -f1)
tail -c +"$last" "$work/long" >"$work/after"
expect_match "the last line is given back" "$esc\\[r$esc\\[12;1H$esc\\[K" "$work/after"

# never_drawn WHAT COMMAND: no line where nobody wants it.
never_drawn() {
	in_terminal quiet "$2"
	! grep -q "$esc" "$work/quiet" || fail "$1: $(cat -v "$work/quiet")"
	echo "ok: nothing is drawn $1"
}
never_drawn "of a short recording" "'$v8scope' record -o '$work/t1' -- sleep 0.2"
never_drawn "where stderr is a file" "'$v8scope' record -o '$work/t2' -- sleep 3 2>'$work/file'"
! grep -q "$esc" "$work/file" || fail "it is drawn into a file"
never_drawn "while the program reads keys" \
	"'$v8scope' record -o '$work/t3' -- sh -c 'stty -icanon; sleep 3'"
never_drawn "on a terminal that cannot" "TERM=dumb '$v8scope' record -o '$work/t4' -- sleep 3"
