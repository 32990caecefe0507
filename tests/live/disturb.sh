# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sessions that come and go while a program runs.

# lttng that does not wait for ever. `lttng destroy` waits for data of a program that ended
# while it wrote some, with v8scope or without. With a session daemon of its own it waited for
# a plain LTTng-UST program of four threads after 6 of 8 kills and 4 of 6 _exit()s, and after
# none of 16 exit()s, which end LTTng-UST first; for host_churn, which leaves by _exit(), after
# 2 of 6 kills and 2 of 10 exits.
lttng_soon() {
	timeout 30 lttng --quiet "$@"
}

# disturb PID: until PID ends, sessions of every kind start, change what they listen to, and
# stop. What they record of it, and of no other program, is $work/disturbed-LEVEL-N.
disturb() {
	local session level number=0
	local levels=(INFO DEBUG_FUNCTION DEBUG_LINE)
	while kill -0 "$1" 2>/dev/null; do
		session=$(session_name)
		level=${levels[(number += 1) % 3]}
		# shellcheck disable=SC2154 # lib.sh's
		lttng_soon create "$session" --output="$work/disturbed-$level-$number"
		lttng_soon track --userspace --session="$session" --vpid="$1"
		lttng_soon enable-event --userspace --session="$session" --loglevel="$level" 'v8:*'
		lttng_soon start "$session"
		sleep "0.$((RANDOM % 5))"
		if [ $((RANDOM % 2)) = 0 ]; then
			lttng_soon disable-event --userspace --session="$session" 'v8:*'
			sleep "0.$((RANDOM % 2))"
		else
			lttng_soon stop --no-wait "$session"
			lttng_soon start "$session"
			sleep "0.$((RANDOM % 2))"
		fi
		lttng_soon destroy --no-wait "$session"
	done
}
