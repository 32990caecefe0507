#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Evidence that is damaged in the ways that happen: no crash, no leak where there is none, the
# holder is named where the evidence is there, and the report says what is not known.
. "$(dirname "$0")/lib.sh"
use_sessiond
sessions=()
pids=()
cleanup() {
	for pid in "${pids[@]}"; do
		kill -9 "$pid" 2>/dev/null || true
	done
	for session in "${sessions[@]}"; do
		lttng --quiet destroy --no-wait "$session" >/dev/null 2>&1 || true
	done
	cleanup_work
}
trap cleanup EXIT
leak_line=$(line_of demos/v8heapexperiment/experiment.c 'LEAK: the scope that')

# One ring buffer gets all that a program says if it runs on one CPU.
cpu=$(sed -n 's/^Cpus_allowed_list:[^0-9]*\([0-9]*\).*/\1/p' /proc/self/status)

# gaps NAME: the kinds of what is missing of the first isolate. Where a ring begins or a
# program is killed, a census may be cut in two or not.
gaps() {
	isolate "$1" '[.gaps[].kind | select(. != "censuses-incomplete")] | join(" ")'
}

# expect_gap NAME KIND
expect_gap() {
	expect_match "$1: it says $2" "(^| )$2( |\$)" <(gaps "$1")
}

# expect_note NAME PATTERN: the text says so, too.
expect_note() {
	"$v8scope" report "$work/$1" >"$work/$1.text" || fail "report $1 as text: status $?"
	expect_match "$1: as text" "$2" "$work/$1.text"
}

# create SESSION [OPTION...]: it records nobody that does not say so.
create() {
	lttng --quiet create "$@"
	sessions+=("$1")
	track_nothing "$1"
}

# start_traced SESSION NAME COMMAND...: in the background; its pid is $pid.
start_traced() {
	V8SCOPE_GC=every:100 become_traced "$1" taskset --cpu-list "$cpu" "${@:3}" \
		>"$work/$2.out" &
	pid=$!
	pids+=("$pid")
}

# end PID: without a chance to say anything.
end() {
	kill -9 "$1"
	wait "$1" 2>/dev/null || true
}

# until_overwritten SESSION NAME [HANDLES [VERDICT]]: snapshots until one has lost the first census,
# and shows how so many handles were gained: a busy machine's programs do little between collections.
# Where the ring begins and ends is chance, and where a census at an end is cut the verdict is weaker.
until_overwritten() {
	for _ in $(seq 60); do
		sleep 0.5
		rm -rf "${work:?}/$2"
		lttng snapshot record --session="$1" >/dev/null
		"$v8scope" report "$work/$2" --format=json -o "$work/$2.json" || continue
		if grep -q no-beginning < <(gaps "$2") && [ "$(isolate "$2" .full_gcs)" -ge 6 ] &&
			[ "$(isolate "$2" '[0, .holders[].handle_growth // 0] | max')" -ge "${3:-0}" ] &&
			grep -qx "${4:-.*}" < <(isolate "$2" .verdict); then
			return
		fi
	done
	fail "$2: not overwritten, or never ${4:-judged}: $(gaps "$2"); $(isolate "$2" .reason)"
}

# A flight recorder with one ring for everything: nothing of the start is left but what
# censuses repeat.
ring() {
	create "$1" --snapshot --output="$work/$2"
	lttng --quiet enable-channel --userspace --session="$1" --overwrite \
		--subbuf-size=16k --num-subbuf=2 ring
	lttng --quiet enable-event --userspace --session="$1" --channel=ring --loglevel=INFO "${@:3}"
	lttng --quiet add-context --userspace --session="$1" --type=vpid
}
session=$(session_name)
ring "$session" one_ring 'v8:*'
lttng --quiet enable-event --userspace --session="$session" --channel=ring 'lttng_ust_statedump:*'
lttng --quiet start "$session"
start_traced "$session" one_ring "$experiment" --heap-limit=4000
until_overwritten "$session" one_ring 20000
cp -r "$work/one_ring" "$work/overwritten"
rm -rf "$work/one_ring"
lttng --quiet regenerate statedump --session="$session"
lttng snapshot record --session="$session" >/dev/null
mv "$work/one_ring" "$work/regenerated"
mv "$work/overwritten" "$work/one_ring"
end "$pid"
for kind in no-beginning no-end names-missing stacks-missing; do
	expect_gap one_ring $kind
done
expect_note one_ring '^note: the beginning is missing \(overwritten'
expect_equal "one ring: pid" "$pid" "$(json one_ring '.processes[0].pid')"
expect_equal "one ring: holder" "handle_scope live null" \
	"$(holder one_ring '"\(.kind) \(.state) \(.function)"')"
expect_at_least "one ring: how long it had been open, in ns" 1 "$(isolate one_ring \
	'(.gaps[] | select(.kind == "no-beginning").at_ns) - .holders[0].opened_at_ns')"
expect_at_least "one ring: what it had by then" 1 "$(holder one_ring '.handles - .handle_growth')"
report regenerated
expect_equal "one ring, its load map told again: holder" run_with_outer_scope "$(holder regenerated .function)"
expect_equal "one ring, its load map told again: missing" "no-beginning no-end stacks-missing" \
	"$(gaps regenerated)"

session=$(session_name)
ring "$session" sound_ring 'v8:*'
lttng --quiet enable-event --userspace --session="$session" --channel=ring 'lttng_ust_statedump:*'
lttng --quiet start "$session"
start_traced "$session" sound_ring "$experiment" --scope=iteration --heap-limit=4000
until_overwritten "$session" sound_ring
end "$pid"
[[ $(isolate sound_ring .verdict) != leak ]] || fail "a leak where there is none"
echo "ok: one ring: no leak where there is none"

# As docs/report.md advises: what is told once has a ring of its own.
once='v8:isolate_attach,v8:stack,v8:javascript_*'
session=$(session_name)
ring "$session" own_ring 'v8:*' --exclude="$once"
lttng --quiet enable-event --userspace --session="$session" --channel=once "lttng_ust_statedump:*,$once"
lttng --quiet add-context --userspace --session="$session" --channel=once --type=vpid
lttng --quiet start "$session"
start_traced "$session" own_ring "$experiment" --heap-limit=4000
until_overwritten "$session" own_ring 20000 leak
end "$pid"
expect_equal "a ring for what is told once: missing" "no-beginning no-end" "$(gaps own_ring)"
expect_equal "a ring for what is told once: holder" "run_with_outer_scope $leak_line" \
	"$(holder own_ring '"\(.function) \(.line)"')"
expect_equal "a ring for what is told once: verdict" leak "$(isolate own_ring .verdict)"

# SIGKILL in the middle. The sound one is told to be sound all the same.
# killed NAME OPTION...: records the experiment until it has made 20,000 iterations.
killed() {
	local name=$1 recorder
	shift
	# shellcheck disable=SC2016
	"$v8scope" record -o "$work/$name" --gc=every:20ms -- bash -c 'echo $$ >"$1"; exec "${@:2}"' \
		killed "$work/$name.pid" "$experiment" --heap-limit=4000 "$@" \
		>"$work/$name.out" 2>"$work/$name.err" &
	recorder=$!
	for _ in $(seq 600); do
		[ "$(wc -l <"$work/$name.out")" -lt 3 ] || break
		sleep 0.1
	done
	kill -9 "$(cat "$work/$name.pid")"
	wait "$recorder" && fail "$name: record does not tell of the kill"
	report "$name"
	expect_equal "$name: missing" no-end "$(gaps "$name")"
}
killed sigkill
expect_equal "sigkill: verdict" leak "$(isolate sigkill .verdict)"
expect_equal "sigkill: holder" "live run_with_outer_scope $leak_line" \
	"$(holder sigkill '"\(.state) \(.function) \(.line)"')"
expect_note sigkill '^note: the end is missing \(killed, still running, or cut off\)'
killed sound_sigkill --scope=iteration
[[ $(isolate sound_sigkill .verdict) != leak ]] || fail "a leak where there is none"
echo "ok: sigkill: no leak where there is none"

# Two programs at once in one session, and the traces of two hosts beneath one folder. The
# second host's clock is an hour behind.
# shellcheck disable=SC2016
record both -- bash -c '"$@" & "$@" --scope=iteration & wait' both "$experiment" --iterations=20000
report both
expect_equal "two programs at once" "leak ok" \
	"$(json both '[.processes[].isolates[0].verdict] | sort | join(" ")')"
mkdir "$work/hosts"
record hosts/one -- "$experiment" --iterations=20000
record hosts/two -- "$experiment" --iterations=20000 --scope=iteration
metadata=$work/hosts/two/ust/uid/$(id -u)/64-bit/metadata
boot=$(grep -aA1 'name = "monotonic"' "$metadata" | grep -aoE '[0-9a-f-]{36}' | sed -n 1p)
offset=$(grep -aoE 'offset = [0-9]{19}' "$metadata" | cut -d' ' -f3)
sed -i "s/$boot/00000000${boot:8}/; s/offset = $offset/offset = $((offset - 3600000000000))/" "$metadata"
report hosts
expect_equal "two hosts" "ok leak" "$(json hosts '[.processes[].isolates[0].verdict] | join(" ")')"
expect_equal "two hosts: missing" "" "$(json hosts '.processes[].isolates[].gaps[].kind')"

# A pid that is used again: by a program that the first one executes.
record executed --no-loss -- "$hosts/host_fork" 50000 become "$experiment" --iterations=20000
report executed
expect_equal "executed: processes of one pid" 1 "$(json executed '[.processes[].pid] | unique | length')"
expect_equal "executed: holders" \
	"leak_and_fork $(line_of tests/live/hosts/fork.cc 'LEAK: parent') \
run_with_outer_scope $leak_line" \
	"$(json executed '[.processes[].isolates[0].holders[0] | "\(.function) \(.line)"] | join(" ")')"
expect_equal "executed: verdicts" "leak leak" \
	"$(json executed '[.processes[].isolates[0].verdict] | join(" ")')"
expect_equal "executed: missing" "no-end" "$(json executed '.processes[].isolates[].gaps[].kind')"

# A pid that each namespace gives out, one after the other and at the same time.
if ! unshare --pid --fork --mount-proc true 2>/dev/null; then
	echo "skipped: pid namespaces, which need privileges"
	exit 0
fi
# alone COMMAND...: process 2 of a namespace of its own, where 1 waits for it.
alone() {
	# shellcheck disable=SC2016
	V8SCOPE_GC=ends unshare --pid --fork --mount-proc bash -c \
		'LD_PRELOAD=$0 "$@"; exit $?' "$build/lib/libv8scope.so" "$@" >>"$work/namespaces.out"
}
session=$(session_name)
# LTTng tracks by the pids that its own daemon sees, which say nothing here.
create "$session" --output="$work/namespaces"
lttng --quiet track --userspace --session="$session" --vpid --all
# shellcheck disable=SC2016
lttng --quiet enable-event --userspace --session="$session" --loglevel=INFO \
	--filter='$ctx.vpid == 2' 'v8:*'
# shellcheck disable=SC2016
lttng --quiet enable-event --userspace --session="$session" --filter='$ctx.vpid == 2' \
	'lttng_ust_statedump:*'
lttng --quiet add-context --userspace --session="$session" --type=vpid
lttng --quiet start "$session"
alone "$experiment" --iterations=20000
alone "$experiment" --iterations=20000 --scope=iteration
alone "$experiment" --iterations=20000 &
alone "$experiment" --iterations=20000 --scope=iteration
wait "$!"
lttng --quiet destroy "$session"
report namespaces
expect_equal "namespaces: pids" "2 2 2 2" "$(json namespaces '[.processes[].pid] | join(" ")')"
expect_equal "namespaces: verdicts" "leak leak ok ok" \
	"$(json namespaces '[.processes[].isolates[0].verdict] | sort | join(" ")')"
expect_equal "namespaces: isolates" 4 "$(json namespaces '[.processes[].isolates[]] | length')"
expect_equal "namespaces: holders" "run_with_outer_scope $leak_line" "$(json namespaces '
	[.processes[].isolates[0] | select(.verdict == "leak").holders[0] | "\(.function) \(.line)"] |
	unique | join(" ")')"
expect_equal "namespaces: missing" "" "$(json namespaces '.processes[].isolates[].gaps[].kind')"
