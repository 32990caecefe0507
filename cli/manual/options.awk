# SPDX-License-Identifier: MIT
# From the help of one subcommand to a table: a line for each option, with tabs between
#
#   SUBCOMMAND  SHORT  LONG  VALUE  NEED  CHOICES  TEXT
#
# SHORT and VALUE may be "-"; NEED is none, needed or optional; CHOICES, words with blanks
# between, "dirs", "files", or "-". One line more has what is no option: LONG is "-", and CHOICES
# is command, dirs or none.
#
# Choices are what a value's own name lists ("bytes|handles"), or else what the text lists after a
# colon: "When: ends, every:TIME or off (default: ends)". Words in capitals stand for others.

function choices_of(value, text,    list, words, count, i, result) {
	if (value ~ /\|/) {
		gsub(/\|/, " ", value)
		return value
	}
	if (value == "DIR") {
		return "dirs"
	}
	if (value == "FILE") {
		return "files"
	}
	sub(/ \(.*/, "", text)
	if (!match(text, /: /)) {
		return "-"
	}
	list = substr(text, RSTART + 2)
	gsub(/,? or /, ", ", list)
	count = split(list, words, ", ")
	result = ""
	for (i = 1; i <= count; i++) {
		sub(/^=/, "", words[i])
		if (words[i] ~ / /) {
			return "-"
		}
		sub(/[A-Z].*$/, "", words[i])
		if (words[i] != "") {
			result = result (result == "" ? "" : " ") words[i]
		}
	}
	return result == "" ? "-" : result
}

/^Usage:/ {
	getline
	what = "dirs"
	if ($0 ~ /COMMAND/) {
		what = "command"
	} else if ($0 ~ /\]$/) {
		what = "none"
	}
	printf "%s\t-\t-\t-\tnone\t%s\t\n", subcommand, what
}

/^(Help|Application) Options:$/ {
	in_options = 1
	next
}

in_options && $0 == "" {
	in_options = 0
}

in_options {
	line = $0
	short_name = "-"
	sub(/^ +/, "", line)
	if (match(line, /^-[a-zA-Z0-9], /)) {
		short_name = substr(line, 1, 2)
		line = substr(line, RLENGTH + 1)
	}
	match(line, /^[^ ]+/)
	long_name = substr(line, 1, RLENGTH)
	text = substr(line, RLENGTH + 1)
	sub(/^ +/, "", text)
	value = "-"
	need = "none"
	if (match(long_name, /=/)) {
		value = substr(long_name, RSTART + 1)
		long_name = substr(long_name, 1, RSTART - 1)
		need = index(text, "(without " value ":") ? "optional" : "needed"
	}
	printf "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", subcommand, short_name, long_name, value, need, \
		value == "-" ? "-" : choices_of(value, text), text
}
