# SPDX-License-Identifier: MIT
# From the tables of options.awk, and before them lines "subcommand NAME SUMMARY", to what bash's
# completion knows.

BEGIN {
	FS = "\t"
	print "# bash completion for v8scope; made from its help"
}

$1 == "subcommand" {
	names = names " " $2
	next
}

$3 == "-" {
	arguments = arguments "\t" $1 ") echo " $6 " ;;\n"
	next
}

{
	if (!($1 in options)) {
		order[++count] = $1
	}
	options[$1] = options[$1] " " $3 ($5 == "none" ? "" : "=")
	if ($2 != "-") {
		short_names[$1] = short_names[$1] " " $2
		aliases = aliases "\t\"" $1 " " $2 "\") echo " $3 " ;;\n"
	}
	if ($5 == "needed") {
		needing = needing "\t\"" $1 " " $3 "\") return 0 ;;\n"
	}
	if ($6 != "-") {
		choices = choices "\t\"" $1 " " $3 "\") echo \"" $6 "\" ;;\n"
	}
}

# A function that looks its arguments up.
function table(name, rows, otherwise) {
	printf "\n%s() {\n\tcase \"$*\" in\n%s\t*) %s ;;\n\tesac\n}\n", name, rows, otherwise
}

END {
	rows = ""
	for (i = 1; i <= count; i++) {
		rows = rows "\t" order[i] ") echo \"" substr(options[order[i]] short_names[order[i]], 2) \
			"\" ;;\n"
	}
	printf "\n_v8scope_subcommands=\"%s\"\n", substr(names, 2)
	table("_v8scope_options", rows, ":")
	table("_v8scope_arguments", arguments, "echo none")
	table("_v8scope_long_name", aliases, "echo \"$2\"")
	table("_v8scope_needs_value", needing, "return 1")
	table("_v8scope_choices", choices, ":")
}
