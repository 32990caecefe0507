# SPDX-License-Identifier: MIT
# Of a trace at scopes detail, as babeltrace2 prints it: whether what each census of an isolate
# finds alive is what the one before found, and what was opened and created since, less what was
# closed and disposed. Prints sums as NAME=COUNT lines, among them
#   compared    pairs of censuses that were
#   unaccounted by how much they differ, all together; each is a line on stderr
# and, with -v whole=1, takes an isolate's first event for its beginning.

# The value of a field of the line.
function field(name,    pattern, text) {
	pattern = "[ {]" name " = [^ ,}]*"
	if (!match($0, pattern)) {
		return ""
	}
	text = substr($0, RSTART, RLENGTH)
	sub(/.* = /, "", text)
	return text
}

# Addresses are used again by later isolates, and by other programs.
function isolate_of() {
	return field("vpid") " " field("isolate")
}

function forget(i) {
	delete known[i]
	delete scopes[i]
	delete globals[i]
	delete found_scopes[i]
	delete found_globals[i]
}

function compare(i, what, expected, found) {
	if (expected != found) {
		print "line " NR ": " what " of isolate " i ": expected " expected " alive, the " \
			"census found " found >"/dev/stderr"
		unaccounted += expected > found ? expected - found : found - expected
	}
}

function end_census(i) {
	if (known[i] || whole) {
		compare(i, "scopes", scopes[i] + 0, found_scopes[i] + 0)
		compare(i, "globals", globals[i] + 0, found_globals[i] + 0)
		compared++
	}
	known[i] = 1
	scopes[i] = found_scopes[i]
	globals[i] = found_globals[i]
	found_scopes[i] = 0
	found_globals[i] = 0
}

/ v8:/ { events++ }
/ v8:handle_scope_open:/ { opened++; scopes[isolate_of()]++; next }
/ v8:handle_scope_close:/ { closed++; scopes[isolate_of()]--; next }
/ v8:global_create:/ { created++; globals[isolate_of()]++; next }
/ v8:global_dispose:/ { disposed++; globals[isolate_of()]--; next }
/ v8:promise_create:/ { promises++; next }
/ v8:promise_settle:/ { settled++; next }
# Those that only the stack shows are V8's own: nothing tells of their opening.
/ v8:census_scope:/ { found_scopes[isolate_of()] += !/"stack" : container/; next }
/ v8:census_global:/ { found_globals[isolate_of()] += field("live") + field("weak"); next }
/ v8:census_end:/ { end_census(isolate_of()); next }
/ v8:isolate_dispose:/ { disposed_isolates++; forget(isolate_of()); next }

END {
	print "events=" events + 0
	print "scopes_opened=" opened + 0
	print "scopes_closed=" closed + 0
	print "globals_created=" created + 0
	print "globals_disposed=" disposed + 0
	print "promises_created=" promises + 0
	print "promises_settled=" settled + 0
	print "isolates=" disposed_isolates + 0
	print "compared=" compared + 0
	print "unaccounted=" unaccounted + 0
}
