#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The rows of a group of the fault table: run.sh BUILD SOURCE GROUP [NAME]. Each runs its host
# twice, untraced and recorded, both with the fault where that can be: what it prints and its
# status must be the same. Then the trace must be readable, and say what the row says.
#
# 77 if no row of the group is possible here; a row that is not says so.
faults_dir=$(dirname "$(realpath "$0")")
group=$3
only=${4:-}
# shellcheck source=../live/lib.sh
. "$faults_dir/../live/lib.sh"
# shellcheck source=table.sh
. "$faults_dir/table.sh"
# shellcheck source=../live/private_daemon.sh
. "$faults_dir/../live/private_daemon.sh"
# shellcheck source=injections.sh
. "$faults_dir/injections.sh"
ulimit -c 0
programs=$build/tests/faults
default_time=60 # seconds, of a row's program: far more than it takes

# begin_row HOST: forgets the row before.
begin_row() {
	row=$work/row
	rm -rf "$row"
	mkdir -m 755 "$row"
	setup=() prefix=() record_options=() host_command=()
	env_lines=() sweep='' sweep_calls='' trace=$row/trace expect_failed='' around='' after=''
	launch=recorded preloaded_env=() record_statuses='0|120|121|122' skip_reason=''
	eval "host_command=($1)"
}

# write_stage: the host's command as a script that says how it ended: STAGE DIRECTORY.
# shellcheck disable=SC2016 # it is expanded there
write_stage() {
	{
		echo '#!/bin/sh'
		echo 'dir=$1'
		printf '%s\n' "${setup[@]}"
		printf '(\n'
		printf '%s\n' "${env_lines[@]}"
		if [ -n "$sweep" ]; then
			printf 'for n in %s; do export FAULT=%s:$n-$n;%s; echo "status=$?"; done' \
				"${sweep_calls//$'\n'/ }" "$sweep" "$(printf ' %q' "${host_command[@]}")"
		else
			printf 'exec'
			printf ' %q' "${prefix[@]}" "${host_command[@]}"
		fi
		printf '\n) >"$dir/out" 2>"$dir/err"\n'
		echo 'echo $? >"$dir/status"'
	} >"$row/stage"
	chmod 755 "$row/stage"
}

# printed_by DIRECTORY: what the host printed, without what it measured of its heap: the
# recording's own collections may change that by a few bytes.
printed_by() {
	sed -E 's/\b(growth|bytes)=[0-9]+/\1=N/g' "$1/out"
}

# start_stage DIRECTORY COMMAND...: in the background; FAULT_HOLD is of that directory.
start_stage() {
	mkdir -p "$1"
	chmod 777 "$1"
	FAULT_HOLD=${around:+$1/hold} FAULT_FILE=$1/counters timeout -k 5 "$default_time" "${@:2}" \
		"$row/stage" "$1" </dev/null >"$1/stage.out" 2>"$1/stage.err" &
	stage_pid=$!
}

# Hosts of which the runtime only is to fail do the same untraced in each row.
run_untraced() {
	local known=
	if [ -n "$expect_failed" ] && [ -z "$sweep" ]; then
		known=$work/untraced-$(echo "${prefix[*]} ${host_command[*]}" | cksum | cut -d' ' -f1)
		if [ -d "$known" ]; then
			cp -a "$known" "$row/untraced"
			return
		fi
	fi
	mkdir -p "$row/untraced"
	touch "$row/untraced/hold.go"
	start_stage "$row/untraced" env
	wait "$stage_pid" || true
	[ -s "$row/untraced/status" ] || fail "$name: untraced: $(cat "$row/untraced/stage.err")"
	[ -z "$known" ] || cp -a "$row/untraced" "$known"
}

# wait_for WHAT COMMAND...: until it succeeds.
wait_for() {
	local waited=0
	until "${@:2}"; do
		[ $((waited += 1)) -le 1200 ] || fail "$name: $1 did not come"
		sleep 0.05
	done
}

run_traced() {
	local status=0
	case $launch in
	recorded)
		start_stage "$row/traced" "$v8scope" record -o "$trace" "${record_options[@]}" --
		;;
	preloaded)
		start_stage "$row/traced" env "${preloaded_env[@]}" \
			LD_PRELOAD="$build/lib/libv8scope.so"
		;;
	esac
	if [ -n "$around" ]; then
		wait_for "the middle of the program" test -e "$row/traced/hold.held"
		"$around"
		touch "$row/traced/hold.go"
	fi
	wait "$stage_pid" || status=$?
	[ -s "$row/traced/status" ] ||
		fail "$name: the host did not end: status $status $(cat "$row/traced/stage.err")"
	[[ $status =~ ^($record_statuses)$ ]] ||
		fail "$name: record: status $status $(cat "$row/traced/stage.err")"
	record_status=$status
}

# same WHAT UNTRACED TRACED
same() {
	[ "$2" = "$3" ] || fail "$name: $1: untraced '$2', traced '$3' $(head -c 500 "$row/traced/err")"
}

# As untraced, or the status that the row tells, which then is another one.
compare_host() {
	local untraced traced
	untraced=$(cat "$row/untraced/status")
	traced=$(cat "$row/traced/status")
	if [[ $row_outcome =~ ^status\ ([0-9]+):\ . ]]; then
		expect_equal "$name: status" "${BASH_REMATCH[1]}" "$traced"
		[ "$traced" != "$untraced" ] || fail "$name: the status is $traced untraced, too"
		return
	fi
	[ "$row_outcome" = same ] || fail "$name: what is '$row_outcome'?"
	same "exit status" "$untraced" "$traced"
	same "output" "$(printed_by "$row/untraced")" "$(printed_by "$row/traced")"
	if [ ! -s "$row/untraced/err" ]; then
		same "messages" "" "$(cat "$row/traced/err")"
	fi
}

# counter INDEX: of the injector's two.
counter() {
	od -A n -t u8 -N 16 "$row/traced/counters" | awk -v i="$1" 'NR == 1 { print $i }'
}

was_injected() {
	[ -z "$expect_failed" ] ||
		[ "$(counter 2)" -ge 1 ] || fail "$name: nothing failed: called $(counter 1) times"
}

# Whatever happened, readers end properly.
read_trace() {
	local status=0
	report_status=none
	[ -d "$trace" ] || return 0
	babeltrace2 "$trace" >/dev/null 2>"$row/events.err" || status=$?
	[ "$status" -le 1 ] ||
		fail "$name: babeltrace2: status $status: $(tail -n 3 "$row/events.err")"
	report_status=0
	"$v8scope" report "$trace" --format=json -o "$row/report.json" 2>"$row/report.err" ||
		report_status=$?
	case $report_status in
	0 | 11 | 12 | 13) ;;
	*) fail "$name: report: status $report_status $(cat "$row/report.err")" ;;
	esac
}

# check NAME: one of the checks of the table.
check() {
	if [ "$1" = nothing ]; then
		[[ $report_status =~ ^(none|11|13)$ ]] ||
			fail "$name: expected no trace, got $(jq -c '[.processes[].command]' "$row/report.json")"
		return
	fi
	if [ "$1" = readable ]; then
		return # read_trace has seen to it
	fi
	[ -s "$row/report.json" ] || fail "$name: no report: status $report_status $(cat "$row/report.err")"
	jq -e --argjson line "$(line_of tests/faults/host.cc 'LEAK: fault')" \
		"def isolates: .processes[].isolates[]; $(check_filter "$1")" \
		"$row/report.json" >/dev/null || fail "$name: the report is not '$1': $(jq -c '[.trace, (
			.processes[] | [.command, (.isolates[] | [.verdict, .reason, .gaps,
			.holders[0].function, .holders[0].line, .handles])])]' "$row/report.json")"
}

run_row() {
	local what
	begin_row "$row_host"
	# shellcheck disable=SC2086
	inject_$row_how
	if [ -n "$skip_reason" ]; then
		echo "skipped: $name: $skip_reason"
		return
	fi
	write_stage
	run_untraced
	if [ "$(cat "$row/untraced/status")" = 77 ]; then
		echo "skipped: $name: $(cat "$row/untraced/err")"
		return
	fi
	run_traced
	[ -z "$after" ] || "$after"
	compare_host
	was_injected
	read_trace
	for what in $row_checks; do
		check "$what"
	done
	done_rows=$((done_rows + 1))
	echo "ok: $name: host $(cat "$row/traced/status"), record $record_status, report $report_status$(
		[ -z "$expect_failed" ] || echo ", failed $(counter 2) of $(counter 1)")$(
		[ ! -s "$row/report.json" ] || jq -r '", " + ([.processes[].isolates[] |
			"\(.verdict) \(.holders[0].function // "-"):\(.holders[0].line // "-")\([.gaps[].kind])"] |
			group_by(.) | map("\(length) x \(.[0])") | join(", "))' "$row/report.json")"
}

done_rows=0
rows=0
while read_row; do
	if [ "$row_group" = "$group" ] && { [ -z "$only" ] || [ "$row_name" = "$only" ]; }; then
		name=$row_name
		rows=$((rows + 1))
		run_row </dev/null
	fi
done <"$faults_dir/table"
[ "$rows" -gt 0 ] || fail "no rows in group $group"
echo "$done_rows of $rows rows"
[ "$done_rows" -gt 0 ] || exit 77
