# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # the tables stand before this: see bash.awk

# What of the words in $1 begins with $2; nothing follows a word that ends in "=" or ":".
_v8scope_reply() {
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
	case "${COMPREPLY[*]}" in
	*= | *:) compopt -o nospace 2>/dev/null ;;
	esac
}

_v8scope_files() {
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

# _v8scope_values SUBCOMMAND OPTION BEGINNING
_v8scope_values() {
	local choices
	choices=$(_v8scope_choices "$1" "$(_v8scope_long_name "$1" "$2")")
	case "$choices" in
	dirs) _v8scope_files -d "$3" ;;
	files) _v8scope_files -f "$3" ;;
	*) _v8scope_reply "$choices" "$3" ;;
	esac
}

# The index of the first word after the subcommand that is no option; bash makes three words of
# --option=value.
_v8scope_first_argument() {
	local i=2 word
	while [ "$i" -lt "$COMP_CWORD" ]; do
		word=${COMP_WORDS[i]}
		case "$word" in
		--)
			i=$((i + 1))
			break
			;;
		-*)
			if [ "${COMP_WORDS[i + 1]}" = "=" ]; then
				i=$((i + 2))
			elif _v8scope_needs_value "$1" "$(_v8scope_long_name "$1" "$word")"; then
				i=$((i + 1))
			fi
			;;
		*) break ;;
		esac
		i=$((i + 1))
	done
	echo "$i"
}

_v8scope_argument() {
	local what first=$2
	what=$(_v8scope_arguments "$1")
	if [ "$what" = command ] && [ "$first" -lt "$COMP_CWORD" ] && declare -F _command_offset >/dev/null; then
		_command_offset "$first"
	elif [ "$what" = command ] && [ "$first" -lt "$COMP_CWORD" ]; then
		_v8scope_files -f "$3"
	elif [ "$what" = command ]; then
		_v8scope_files -c "$3"
	elif [ "$what" = dirs ]; then
		_v8scope_files -d "$3"
	fi
}

_v8scope() {
	local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	local subcommand=${COMP_WORDS[1]} first
	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		_v8scope_reply "$_v8scope_subcommands help --help --version" "$cur"
		return
	fi
	if [ "$subcommand" = help ]; then
		_v8scope_reply "$_v8scope_subcommands" "$cur"
		return
	fi
	first=$(_v8scope_first_argument "$subcommand")
	if [ "$first" -lt "$COMP_CWORD" ] && [ "$(_v8scope_arguments "$subcommand")" = command ]; then
		_v8scope_argument "$subcommand" "$first" "$cur"
	elif [ "$cur" = "=" ]; then
		_v8scope_values "$subcommand" "$previous" ""
	elif [ "$previous" = "=" ]; then
		_v8scope_values "$subcommand" "${COMP_WORDS[COMP_CWORD - 2]}" "$cur"
	elif [ "$previous" != -- ] &&
		_v8scope_needs_value "$subcommand" "$(_v8scope_long_name "$subcommand" "$previous")"; then
		_v8scope_values "$subcommand" "$previous" "$cur"
	elif [ "${cur#-}" != "$cur" ]; then
		_v8scope_reply "$(_v8scope_options "$subcommand")" "$cur"
	else
		_v8scope_argument "$subcommand" "$first" "$cur"
	fi
}
complete -F _v8scope v8scope
