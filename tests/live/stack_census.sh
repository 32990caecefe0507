#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The stack census against the hooks and against the program itself, in random nests
# of scopes: every scope that hooks know is found on the stack, begins at the very
# handle that the program says, and nothing is found that V8's level leaves no room for.
. "$(dirname "$0")/lib.sh"

readonly shapes=${V8SCOPE_TEST_SHAPES:-10000}
export V8SCOPE_CENSUS_INTERVAL=0
record nest --no-loss --gc=off -- "$hosts/host_nest" "$shapes"
babeltrace2 "$work/nest" | grep -E 'v8:census_(scope|end)' >"$work/events"

cat >"$work/compare.awk" <<'AWK'
function field(name) {
	match($0, "[ {]" name " = [^,}]*")
	value = substr($0, RSTART, RLENGTH)
	sub(/^[^=]*= /, "", value)
	gsub(/[(" ]/, "", value)
	sub(/:.*/, "", value)
	return value ~ /^[0-9]+$/ ? value + 0 : value
}
function differs(what) {
	if (problems++ < 5) {
		print "census " taken ": " what "; the program: " truth[taken] > "/dev/stderr"
	}
}
BEGIN {
	letter["handle"] = "H"; letter["escapable"] = "E"; letter["seal"] = "S"
}
# The program's own account, a line a census.
FNR == NR {
	if (sub(/^census: /, "")) {
		truth[++known] = $0
	}
	next
}
/v8:census_scope/ {
	count++
	source[count] = field("source"); kind[count] = field("kind"); handles[count] = field("handles")
}
/v8:census_end/ {
	if (field("cause") != "gc") {
		count = 0
		next
	}
	taken++
	hooked = split(truth[taken], scope, " ")
	at = first = levels = 0
	for (i = 1; i <= count; i++) {
		if (source[i] == "stack") {
			only_found++
		} else {
			at++
			all++
			if (letter[kind[i]] first != scope[at]) {
				differs("scope " at " is " letter[kind[i]] first)
			}
			found += source[i] == "both"
			seals += kind[i] == "seal"
			lost += source[i] == "hook" && kind[i] != "seal"
		}
		levels += kind[i] != "seal"
		first += handles[i]
	}
	if (at != hooked) {
		differs(at " scopes that hooks know")
	}
	if (levels > field("level")) {
		differs(levels " scopes at level " field("level"))
	}
	if (first + field("unaccounted") != field("handles")) {
		differs("handles do not add up")
	}
	hidden += field("level") - levels
	count = 0
}
END {
	printf "censuses=%d known=%d hooked=%d seals=%d found=%d lost=%d only_found=%d hidden=%d problems=%d\n",
		taken, known, all, seals, found, lost, only_found, hidden, problems
}
AWK
awk -f "$work/compare.awk" "$work/nest.out" "$work/events" >"$work/figures"
cp "$work/figures" "$work/nest.out"
cat "$work/figures"
expect_equal "censuses, one a collection" "$(printed nest known)" "$(printed nest censuses)"
expect_at_least "censuses" "$shapes" "$(printed nest censuses)"
expect_equal "scopes that begin elsewhere than the program says" 0 "$(printed nest problems)"
expect_equal "scopes that hooks know and the stack does not show" 0 "$(printed nest lost)"
