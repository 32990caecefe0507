# SPDX-License-Identifier: MIT
# The event reference, as Markdown, from v8_tracepoints.h as the preprocessor leaves it with the
# macros of stub/: comments, v8_events.h's structs and enumerations, and lines of @words.

# Paragraphs a line each; lines that are indented within the comment stay as they are.
function reflow(text, lines, count, i, line, result, open) {
	count = split(text, lines, "\n")
	for (i = 1; i <= count; i++) {
		line = lines[i]
		sub(/^[ \t]*\/?\*+\/?/, "", line)
		sub(/[ \t]*\*\/[ \t]*$/, "", line)
		sub(/^ /, "", line)
		if (line ~ /^  /) {
			result = result (open ? "\n\n" : "") "    " substr(line, 3) "\n"
			open = 0
		} else if (line ~ /^[ \t]*$/) {
			result = result (open ? "\n\n" : "\n")
			open = 0
		} else {
			result = result (open ? " " : "") line
			open = 1
		}
	}
	gsub(/</, "\\&lt;", result)
	gsub(/^\n+|\n+$/, "", result)
	return result
}

# What a cell of a table can hold.
function cell(text) {
	text = reflow(text)
	gsub(/\n/, " ", text)
	gsub(/\|/, "\\|", text)
	sub(/^ns; /, "", text)
	return text
}

# Whether a comment goes on after this line.
function comment_is_open(line) {
	return index(line, "/*") && !index(substr(line, index(line, "/*")), "*/")
}

function whole_comment(line, next_line) {
	while (comment_is_open(line) && (getline next_line) > 0) {
		line = line "\n" next_line
	}
	return line
}

# A comment on a line of its own: its text is for what comes next.
/^[ \t]*\/\*/ {
	text = whole_comment($0)
	if (text ~ /SPDX/) {
		next
	}
	if (file_text[file] == "") {
		file_text[file] = text
	} else {
		pending = text
	}
	next
}

# Where the preprocessor went on. A #define leaves an empty line: its comment is not the next's.
/^# / {
	file = $3
	next
}

/^[ \t]*$/ {
	if (in_type == "") {
		pending = ""
	}
	next
}

/^(struct|enum) v8scope_[a-z0-9_]+ \{/ {
	in_type = $2
	type_text[in_type] = pending
	pending = ""
	number = 0
	next
}

/^\};/ {
	in_type = ""
	pending = ""
	next
}

in_type != "" {
	line = whole_comment($0)
	text = ""
	if (index(line, "/*")) {
		text = substr(line, index(line, "/*"))
		line = substr(line, 1, index(line, "/*") - 1)
	}
	if (text == "") {
		text = pending
	}
	pending = ""
	gsub(/[;,]|^[ \t]+|[ \t]+$/, "", line)
	count = split(line, words, /[ \t*]+/)
	if (line ~ /^V8SCOPE_/) {
		if (line ~ /=/) {
			number = words[count]
		}
		value_number[words[1]] = number++
		value_text[words[1]] = text
	} else {
		member_text[in_type, words[count]] = text
		member_type[in_type, words[count]] = words[1] == "struct" ? words[2] : ""
	}
	next
}

# member_of TYPE PATH: the comment of `heap.used_heap_size`, or of `pid`.
function member_of(type, path, dot) {
	while (dot = index(path, ".")) {
		type = member_type[type, substr(path, 1, dot - 1)]
		path = substr(path, dot + 1)
	}
	return member_text[type, path]
}

# By v8_events.h's rule for names; "" where the comment says what the number is.
function unit_of(name, hex, enumeration) {
	if (enumeration != "") {
		return "[" enumeration "](#" enumeration ")"
	}
	if (hex) {
		return "address"
	}
	if (name ~ /(_at|^duration)$/) {
		return "ns"
	}
	if (name ~ /(_size|_memory|_limit|bytes)$/) {
		return "bytes"
	}
	return name ~ /_ids?$/ ? "id" : ""
}

# @field NAME [sequence] [hex] [enum ENUMERATION] [TYPE] SOURCE
function field_row(words, count, struct, i, name, type, hex, enumeration, sequence, text) {
	name = words[2]
	for (i = 3; i < count; i++) {
		if (words[i] == "hex") {
			hex = 1
		} else if (words[i] == "sequence") {
			sequence = 1
		} else if (words[i] == "enum") {
			enumeration = words[++i]
		} else {
			type = words[i]
		}
	}
	if (words[count] ~ /^e->/) {
		text = member_of(struct, substr(words[count], 4))
	}
	if (words[count] ~ /^[0-9]+$/) {
		text = "always " words[count]
	}
	return sprintf("| `%s` | %s%s | %s | %s |\n", name, enumeration != "" ? "enum" : type,
		sequence ? "[]" : "", unit_of(name, hex, enumeration), cell(text))
}

function read_fields(line, parts, words, count, i, struct, rows) {
	count = split(line, parts, / ?@/)
	for (i = 1; i <= count; i++) {
		if (parts[i] ~ /^args const struct/) {
			split(parts[i], words, " ")
			struct = words[4]
		} else if (parts[i] ~ /^field /) {
			rows = rows field_row(words, split(parts[i], words, " "), struct)
		}
	}
	event_struct = struct
	return rows
}

function add_event(name, text, rows) {
	events[++event_count] = name
	event_text[name] = text
	event_rows[name] = rows
}

function text_of_event(struct) {
	return pending == "" ? type_text[struct] : pending
}

/^@enum / {
	enumerations[++enumeration_count] = $2
	enumeration_text[$2] = type_text["v8scope_" $2]
	count = split($0, parts, / ?@value /)
	for (i = 2; i <= count; i++) {
		split(parts[i], words, " ")
		gsub(/"/, "", words[1])
		enumeration_rows[$2] = enumeration_rows[$2] sprintf("| `%s` | %d | %s |\n", words[1],
			value_number[words[2]], cell(value_text[words[2]]))
	}
}

/^@event / {
	rows = read_fields($0)
	add_event($2, text_of_event(event_struct), rows)
}

/^@class / {
	class_rows[$2] = read_fields($0)
	class_text[$2] = text_of_event(event_struct)
}

/^@instance / {
	add_event($3, class_text[$2], class_rows[$2])
}

/@level / {
	count = split($0, parts, /@level /)
	split(parts[count], words, " ")
	sub(/^LTTNG_UST_TRACEPOINT_LOGLEVEL_/, "", words[2])
	level[words[1]] = words[2]
}

/^@/ {
	pending = ""
}

END {
	print "# Events"
	print ""
	print "<!-- Made by tracepoints/reference/events.sh from tracepoints/: change that, not this. -->"
	for (name in file_text) {
		if (name ~ /v8_tracepoints\.h/) {
			tracepoints = file_text[name]
		} else if (name ~ /v8_events\.h/) {
			structs = file_text[name]
		}
	}
	printf "\n%s\n\n%s\n", reflow(tracepoints), reflow(structs)
	print "\n| event | log level |\n| --- | --- |"
	for (i = 1; i <= event_count; i++) {
		printf "| [`v8:%s`](#%s) | %s |\n", events[i], events[i], level[events[i]]
	}
	for (i = 1; i <= event_count; i++) {
		name = events[i]
		printf "\n## %s\n\n", name
		if (event_text[name] != "") {
			printf "%s\n\n", reflow(event_text[name])
		}
		printf "| field | type | unit | |\n| --- | --- | --- | --- |\n%s", event_rows[name]
	}
	print "\n# Enumerations"
	for (i = 1; i <= enumeration_count; i++) {
		name = enumerations[i]
		printf "\n## %s\n\n", name
		if (enumeration_text[name] != "") {
			printf "%s\n\n", reflow(enumeration_text[name])
		}
		printf "| value | number | |\n| --- | --- | --- |\n%s", enumeration_rows[name]
	}
}
