# SPDX-License-Identifier: MIT
# Takes the examples out of a document: to OUTPUT/LINE.sh, with a first line "# run 0" (or the
# status it must end with) or "# skip REASON", and lines "# prints REGEX". -v output=DIR. Ends with
# 1 where a command stands in a block that is neither.
#
#   ```sh        a script
#   ```console   lines that begin with "$ " are, and those that a backslash joins to them; each is
#                printed before its output, after a character 1
#   ```text      what is seen on a terminal: no commands
#   <!-- not run: REASON -->   before a block
#   <!-- ends with STATUS -->  likewise
#   <!-- prints REGEX -->      likewise, one or more: what grep -E must find in its output

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

# A command of bash that prints this line.
function announce(line) {
	gsub(/'/, "'\\''", line)
	return "printf '\\001%s\\n' '" line "'"
}

function open_block(kind) {
	language = kind
	in_block = 1
	file = ""
	continued = 0
	if (kind == "sh" || kind == "console") {
		file = sprintf("%s/%05d.sh", output, FNR)
		printf "%s\n%s", marker == "" ? "# run 0" : marker, prints >file
	}
	marker = prints = ""
}

/^<!-- not run: .* -->$/ {
	marker = "# skip " substr($0, 15, length($0) - 18)
	next
}

/^<!-- ends with [0-9]+ -->$/ {
	marker = "# run " $4
	next
}

/^<!-- prints .* -->$/ {
	prints = prints "# prints " substr($0, 13, length($0) - 16) "\n"
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
	if (continued || /^\$ /) {
		said = said announce($0) "\n"
		command = command (continued ? $0 : substr($0, 3)) "\n"
		continued = /\\$/
		if (!continued) {
			printf "%s%s", said, command >file
			said = command = ""
		}
	}
	next
}

in_block && language == "text" {
	next
}

in_block || /^    / {
	stray($0)
	next
}

$0 != "" {
	marker = prints = ""
}

END {
	if (in_block) {
		printf "%s: a block does not end\n", FILENAME
	}
	exit strays > 0 || in_block
}
