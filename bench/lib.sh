# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the scripts in rows/ share. Each is called with the build and the source folder, writes
# its rows on stdout with `row`, and anything else on stderr. It may `skip`: its rows are then
# not measured, for the reason given. V8SCOPE_BENCH_QUICK=1: small, and not worth a conclusion.
. "$(dirname "${BASH_SOURCE[0]}")/../tests/live/lib.sh"
# shellcheck disable=SC2034 # for the rows
programs=$build/bench
runtime=$build/lib/libv8scope.so
quick=${V8SCOPE_BENCH_QUICK:-0}

# by_size FULL QUICK: what fits the size of this run.
by_size() {
	if [ "$quick" = 1 ]; then echo "$2"; else echo "$1"; fi
}

skip() {
	echo "not measured: $*" >&2
	exit 77
}

# row NAME SAMPLES [NOTE]: samples are numbers, a space or a line between them; their median is
# the figure. Without samples the row is not measured, and the note says why.
row() {
	printf '%s\t%s\t%s\n' "$1" "$(tr '\n' ' ' <<<"$2")" "${3:-}"
}

# value KEY: of the last KEY=value word on stdin.
value() {
	grep -oE "(^| )$1=[^ ]*" | tail -n 1 | cut -d= -f2-
}

# each KEY: of every KEY=value word on stdin.
each() {
	grep -oE "(^| )$1=[^ ]*" | cut -d= -f2-
}

# calc EXPRESSION: in floating point.
calc() {
	awk "BEGIN { printf \"%.6g\", $1 }"
}

# pairs COUNT EXPRESSION FIRST SECOND: calls the two functions in turns, the order changing from
# pair to pair, and prints the awk expression of what they printed, a and b, for each pair.
pairs() {
	local i a b
	for ((i = 0; i < $1; i++)); do
		if ((i % 2 == 0)); then
			a=$($3)
			b=$($4)
		else
			b=$($4)
			a=$($3)
		fi
		awk -v a="$a" -v b="$b" "BEGIN { printf \"%.6g\\n\", $2 }"
	done
}

# measured COMMAND...: leaves wall_ns, cpu_ns and rss_kib of a command, whose output is dropped.
measured() {
	"$programs/bench_measure" "$work/measured" "$@" >"$work/measured.out" \
		2>"$work/measured.err" </dev/null ||
		fail "$*: status $?: $(tail -n 3 "$work/measured.err")"
	# shellcheck disable=SC2034
	read -r wall_ns cpu_ns rss_kib <"$work/measured"
}

# recorded OPTION... -- COMMAND...: prints the command's output; the trace is $work/recorded.
recorded() {
	rm -rf "$work/recorded"
	"$v8scope" record -o "$work/recorded" "$@" 2>"$work/recorded.err" </dev/null ||
		fail "v8scope record $*: status $?: $(tail -n 3 "$work/recorded.err")"
}

# The ns of one iteration of the demo: of the loop, full collections of its own left out.
loop_ns() {
	"$experiment" --iterations="$1" --no-measure "${@:2}" | value ns_per_iteration
}
