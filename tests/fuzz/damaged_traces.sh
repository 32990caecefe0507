#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Recorded traces, damaged in 200 seeded ways: a report or one line that says what is wrong,
# in time, with a status that the help lists; and what does not leak is never called a leak.
# Called with the command, the folder of the traces, and damage_trace. V8SCOPE_DAMAGE_SEEDS
# is FIRST-LAST for other seeds.
. "$(dirname "$0")/../golden/common.sh"
damage_trace=$3
seeds=${V8SCOPE_DAMAGE_SEEDS:-1-200}

# Those of `v8scope help report` that a trace can be to blame for.
documented=' 0 11 12 13 14 16 '
kinds=(async-iteration sync-iteration async-outer)
declare -A times=()

# try SEED TRACE
try() {
	local seed=$1 trace=$2 status=0
	rm -rf "$work/trace"
	cp -r "$traces/$trace" "$work/trace"
	find "$work/trace" -type f -print0 | LC_ALL=C sort -z |
		xargs -0 "$damage_trace" "$seed"
	timeout 60 "$v8scope" report --format=json "$work/trace" \
		>"$work/out" 2>"$work/err" </dev/null || status=$?
	[[ $documented == *" $status "* ]] ||
		fail "seed $seed of $trace: status $status: $(head -c 2000 "$work/err")"
	# GLib's last words where there is no memory for an array of babeltrace2's.
	sed -i '/^GLib (gthread-posix.c): /d' "$work/err"
	[ "$status" = 0 ] || complains .
	if [ -s "$work/out" ]; then
		jq -e . "$work/out" >/dev/null || fail "seed $seed of $trace: no JSON"
		times[reports]=$((${times[reports]:-0} + 1))
	fi
	if [[ $trace == *-iteration ]] && grep -q '"verdict": "leak"' "$work/out"; then
		fail "seed $seed of $trace: a leak: $(grep -m1 '"reason"' "$work/out")"
	fi
	times[$status]=$((${times[$status]:-0} + 1))
}

for ((seed = ${seeds%-*}; seed <= ${seeds#*-}; seed++)); do
	try "$seed" "${kinds[seed % ${#kinds[@]}]}"
done
for status in "${!times[@]}"; do
	echo "$status: ${times[$status]}"
done
# The damage must be neither nothing nor everything.
[ "${times[reports]:-0}" -gt 0 ] || fail "no damaged trace gave a report"
[ "${times[12]:-0}" -gt 0 ] || fail "no damage was noticed"
