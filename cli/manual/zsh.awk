# SPDX-License-Identifier: MIT
# From the tables of options.awk, and before them lines "subcommand NAME SUMMARY", to zsh's
# completion.

BEGIN {
	FS = "\t"
	print "#compdef v8scope"
	print "# zsh completion for v8scope; made from its help"
}

# Inside single quotes, where colons and brackets have a meaning.
function quote(text) {
	gsub(/\\/, "\\\\", text)
	gsub(/'/, "'\\''", text)
	gsub(/:/, "\\:", text)
	gsub(/\[/, "\\[", text)
	gsub(/\]/, "\\]", text)
	return text
}

function action(choices) {
	if (choices == "dirs") {
		return "_directories"
	}
	if (choices == "files") {
		return "_files"
	}
	if (choices == "-") {
		return " "
	}
	gsub(/:/, "\\:", choices)
	return "(" choices ")"
}

$1 == "subcommand" {
	commands = commands "\t\t'" $2 ":" quote($3) "'\n"
	names = names " " $2
	next
}

$3 == "-" {
	order[++count] = $1
	if ($6 == "command") {
		rest[$1] = "'*:::command:_normal'"
	} else if ($6 == "dirs") {
		rest[$1] = "'*:recording:_directories'"
	}
	next
}

{
	if ($5 == "none") {
		sign = ""
		argument = ""
	} else {
		sign = $5 == "optional" ? "=-" : "="
		argument = ":" ($5 == "optional" ? ":" : "") quote($4) ":" action($6)
	}
	if ($2 == "-") {
		spec = "'" $3 sign
	} else {
		spec = "'(" $2 " " $3 ")'{" $2 (sign == "" ? "" : "+") "," $3 sign "}'"
	}
	specs[$1] = specs[$1] " \\\n\t\t\t" spec "[" quote($7) "]" argument "'"
}

END {
	print "\n_v8scope() {\n\tlocal -a subcommands=(\n" commands "\t\t'help:Print a subcommand'\\''s help'\n\t)"
	print "\tlocal line state\n"
	print "\t_arguments -C '1: :->subcommand' '*:: :->arguments' - '(alone)' --help --version"
	print "\tif [[ $state == subcommand ]]; then\n\t\t_describe subcommand subcommands\n\t\treturn\n\tfi"
	print "\tcase $line[1] in"
	print "\thelp) _values subcommand" names " ;;"
	for (i = 1; i <= count; i++) {
		name = order[i]
		printf "\t%s)\n\t\t_arguments -S%s%s\n\t\t;;\n", name, specs[name], \
			name in rest ? " \\\n\t\t\t" rest[name] : ""
	}
	print "\tesac\n}\n\n_v8scope \"$@\""
}
