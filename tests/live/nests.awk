# SPDX-License-Identifier: MIT
# nests.awk OUTPUT EVENTS: what host_nest says of its scopes against the censuses that were
# taken of them.
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
