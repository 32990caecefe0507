# SPDX-License-Identifier: MIT
# Takes the examples out of a document: to OUTPUT/LINE.sh, with a first line "# run 0" (or the
# status it must end with) or "# skip REASON". -v output=DIR. Ends with 1 where a command stands
# in a block that is neither.
#
#   ```sh        a script
#   ```console   lines that begin with "$ " are, and those that a backslash joins to them
#   <!-- not run: REASON -->   before a block
#   <!-- ends with STATUS -->  likewise

function is_command(line) {
	sub(/^[ \t]*(\$ )?/, "", line)
	while (sub(/^[A-Z_0-9]+=[^ ]* /, "", line)) {
	}
	return line ~ /^(v8scope|lttng|babeltrace2|cmake|ctest|npm|cargo|c\+\+|scripts\/[a-z]+)( |$)/
}

function stray(line) {
	if (is_command(line)) {
		printf "%s:%d: a command outside of ```sh and ```console: %s\n", FILENAME, FNR, line
		strays++
	}
}

function open_block(kind) {
	language = kind
	in_block = 1
	file = ""
	continued = 0
	if (kind == "sh" || kind == "console") {
		file = sprintf("%s/%05d.sh", output, FNR)
		print marker == "" ? "# run 0" : marker >file
	}
	marker = ""
}

/^<!-- not run: .* -->$/ {
	marker = "# skip " substr($0, 15, length($0) - 18)
	next
}

/^<!-- ends with [0-9]+ -->$/ {
	marker = "# run " $4
	next
}

/^```/ && !in_block {
	open_block(substr($0, 4))
	next
}

/^```/ {
	in_block = 0
	if (file != "") {
		close(file)
	}
	next
}

in_block && language == "sh" {
	print >file
	next
}

in_block && language == "console" {
	if (continued || sub(/^\$ /, "")) {
		print >file
		continued = /\\$/
	}
	next
}

in_block || /^    / {
	stray($0)
	next
}

$0 != "" {
	marker = ""
}

END {
	if (in_block) {
		printf "%s: a block does not end\n", FILENAME
	}
	exit strays > 0 || in_block
}
