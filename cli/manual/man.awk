# SPDX-License-Identifier: MIT
# From the help of a subcommand to its manual page, up to and with the exit status.
# -v page=NAME, version, date.

function escape(text) {
	gsub(/\\/, "\\e", text)
	gsub(/…/, "...", text)
	gsub(/-/, "\\-", text)
	gsub(/'/, "\\(aq", text)
	sub(/^\./, "\\\\\\&.", text)
	return text
}

# Text that is filled anyway, in lines that an editor shows.
function fill(text,    words, count, i, line) {
	count = split(escape(text), words, " ")
	line = words[1]
	for (i = 2; i <= count; i++) {
		if (length(line) + length(words[i]) > 78) {
			print line
			line = words[i]
		} else {
			line = line " " words[i]
		}
	}
	print line
}

function section(name) {
	if (name != current) {
		print ".SH " name
		current = name
	}
}

# A paragraph of the description; one that is a table stays as it is.
function end_paragraph(    i, table, text) {
	if (lines == 0) {
		return
	}
	section("DESCRIPTION")
	for (i = 1; i <= lines; i++) {
		table = table || line_of[i] ~ /^[^ ]+  +/
	}
	if (paragraphs++ > 0) {
		print ".PP"
	}
	if (table) {
		print ".nf"
	}
	for (i = 1; i <= lines; i++) {
		if (table) {
			print escape(line_of[i])
		} else {
			text = text line_of[i] " "
		}
	}
	if (table) {
		print ".fi"
	} else {
		fill(text)
	}
	lines = 0
}

function option(line,    names, text) {
	sub(/^ +/, "", line)
	match(line, /  +/)
	names = substr(line, 1, RSTART - 1)
	text = substr(line, RSTART + RLENGTH)
	if (RSTART == 0) {
		names = line
		text = ""
	}
	if (match(names, /=.*/)) {
		value = substr(names, RSTART + 1)
		names = escape(substr(names, 1, RSTART - 1))
		names = names (index(text, "(without " value ":") ? "\\fR[=\\fI" escape(value) "\\fR]" : \
			"\\fR=\\fI" escape(value) "\\fR")
	} else {
		names = escape(names) "\\fR"
	}
	sub(/, /, "\\fR, \\fB", names)
	print ".TP"
	print "\\fB" names
	fill(text)
}

# What stands before the description; a summary is a clause.
function head(summary,    i) {
	summary = tolower(substr(summary, 1, 1)) substr(summary, 2)
	sub(/\.$/, "", summary)
	section("NAME")
	print title " \\-"
	fill(summary)
	section("SYNOPSIS")
	for (i = 1; i <= usages; i++) {
		if (i > 1) {
			print ".br"
		}
		match(usage[i], page == "v8scope" ? "^v8scope" : "^v8scope [^ ]+")
		print "\\fB" escape(substr(usage[i], 1, RLENGTH)) "\\fR" \
			escape(substr(usage[i], RLENGTH + 1))
	}
}

NR == 1 {
	title = page
	gsub(/-/, "\\-", title)
	printf ".TH %s 1 \"%s\" \"v8scope %s\" \"v8scope manual\"\n", toupper(title), date, version
}

# The page of the whole: its help begins with what it is.
state == "" && sub(/^v8scope /, "") {
	lead = $0
	next
}

/^Usage:$/ {
	state = "usage"
	next
}

state == "usage" && /^  / {
	sub(/^ +/, "")
	usage[++usages] = $0
	next
}

/^Subcommands:$/ {
	head(lead)
	state = "subcommands"
	section("SUBCOMMANDS")
	next
}

state == "usage" && $0 != "" {
	head($0)
	state = "options"
	next
}

/^(Help|Application) Options:$/ {
	state = "options"
	next
}

/^Exit status:$/ {
	end_paragraph()
	for (i = 1; i <= options; i++) {
		section("OPTIONS")
		option(option_of[i])
	}
	state = "statuses"
	section("EXIT STATUS")
	next
}

state == "options" && /^  +-/ {
	option_of[++options] = $0
	next
}

state == "subcommands" && /^  / {
	print ".TP"
	print "\\fBv8scope\\-" escape($1) "\\fR(1)"
	sub(/^ +[^ ]+ +/, "")
	fill($0)
	next
}

state == "statuses" && /^ +[0-9]+ / {
	print ".TP"
	print ".B " $1
	sub(/^ +[0-9]+ +/, "")
	fill($0)
	next
}

state == "statuses" && $0 != "" {
	sub(/^ +/, "")
	print ".PP"
	fill($0)
	next
}

state == "options" && $0 != "" {
	line_of[++lines] = $0
	next
}

{
	end_paragraph()
}
