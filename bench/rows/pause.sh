#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# How long a program stands still for a census after a minor collection: from gc_end to
# census_end, by the trace's clock. So the events of the census are in it, and no clock of ours.
. "$(dirname "$0")/../lib.sh"

collections=$(by_size 100 10)
export V8SCOPE_CENSUS_INTERVAL=0

# pauses KIB SCOPES [HANDLES]: us, of one census each.
pauses() {
	recorded --gc=off -- "$programs/bench_stack" "$1" "$2" "$collections" "${3:-1}" >/dev/null
	babeltrace2 --clock-seconds "$work/recorded" | awk '
		{ gsub(/[][]/, "", $1) }
		/ v8:gc_begin: / { minor = / type = \( "scavenge"/ }
		/ v8:gc_end: / { split($1, ended, ".") }
		/ v8:census_end: / && minor && ended[1] != "" {
			split($1, now, ".")
			printf "%.3f\n", (now[1] - ended[1]) * 1e6 + (now[2] - ended[2]) / 1e3
			ended[1] = ""
		}'
}

row pause.census "$(pauses 64 10)"
row pause.census-4-stacks "$(pauses 256 10)"
row pause.census-4-scopes "$(pauses 64 40)"
row pause.census-handles "$(pauses 64 10 10000)"
