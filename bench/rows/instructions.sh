#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The rows of preload.sh in instructions, by callgrind: nearly the same each time, whatever else
# the machine does (V8's own threads have their turns). What a program does once is left out: the
# difference of two runs is counted.
. "$(dirname "$0")/../lib.sh"

[ "$quick" = 0 ] || skip "a quick run leaves callgrind out"
command -v valgrind >/dev/null ||
	skip "valgrind is not installed: scripts/setup --bench installs it where Debian has it"

# instructions COMMAND...: all that it takes.
instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null --smc-check=all "$@" \
		2>"$work/callgrind" >/dev/null || fail "$*: $(tail -n 3 "$work/callgrind")"
	sed -n 's/^==[0-9]*== Collected : //p' "$work/callgrind"
}

count=3

# more_of FEW MANY COMMAND...: of one more of what the command does FEW or MANY times; the number
# follows its last word.
more_of() {
	local few many
	few=$(instructions "${@:3:$#-3}" "${*: -1}$1")
	many=$(instructions "${@:3:$#-3}" "${*: -1}$2")
	calc "($many - $few) / ($2 - $1)"
}

# bench_loops warms up with a tenth, which counts, too.
loop() { calc "$(more_of 50000 150000 "$programs/bench_loops" "$1" "") / 1.1"; }
scopes() { loop scopes; }
globals() { loop globals; }
fixed() { more_of 1000 5000 "$experiment" --no-measure --scope=iteration --iterations=; }
scopes_preloaded() { LD_PRELOAD=$runtime scopes; }
globals_preloaded() { LD_PRELOAD=$runtime globals; }
fixed_preloaded() { LD_PRELOAD=$runtime fixed; }

row instructions.scope "$(pairs $count 'b - a' scopes scopes_preloaded)"
row instructions.global "$(pairs $count 'b - a' globals globals_preloaded)"
row instructions.loop-fixed "$(pairs $count 'b / a' fixed fixed_preloaded)"
