#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# completion_bash.sh V8SCOPE SHARE: what bash offers after words of a command line.
. "$(dirname "$0")/common.sh"
# shellcheck source=/dev/null
. "$2/bash-completion/completions/v8scope"
cd "$work"
mkdir -p traces/inner
touch notes

# offered WORD...: as bash splits them; the last is what is completed. One a line.
offered() {
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	COMPREPLY=()
	_v8scope
	printf '%s\n' "${COMPREPLY[@]}"
}

same "subcommands" "$(subcommands; printf '%s\n' help --help --version)" "$(offered v8scope '')"
same "the beginning of one" "$(printf '%s\n' record replay report)" "$(offered v8scope re)"
same "help's argument" "$(subcommands)" "$(offered v8scope help '')"
for subcommand in $(subcommands); do
	same "options of $subcommand" "$(options_of "$subcommand")" \
		"$(offered v8scope "$subcommand" - | tr -d =)"
done
same "an option's beginning" --detail= "$(offered v8scope record --det)"
same "values" "$(printf '%s\n' census scopes handles)" "$(offered v8scope record --detail =)"
same "a value's beginning" scopes "$(offered v8scope record --detail = sc)"
same "a value as a word" handles "$(offered v8scope record --detail h)"
same "values of a value's name" "$(printf '%s\n' bytes handles)" "$(offered v8scope report --weight =)"
same "a file" notes "$(offered v8scope report --suppressions = no)"
same "no directories of a file's name" '' "$(offered v8scope report no)"
same "a directory, by a short option" traces "$(offered v8scope record -o tr)"
same "a trace" traces "$(offered v8scope report --top = 3 tr)"
same "the second of two" traces "$(offered v8scope diff a tr)"
same "no argument where none is due" '' "$(offered v8scope link-flags '')"
same "a command" "$(compgen -c tru)" "$(offered v8scope record --no-loss tru)"
same "a command after --" "$(compgen -c tru)" "$(offered v8scope record -- tru)"
# The command's own words are its own: no option of ours.
same "after the command" notes "$(offered v8scope record --gc = off node no)"
same "options of the command" '' "$(offered v8scope record -o x node --det)"
same "an option without a value takes no word" "$(compgen -c tru)" \
	"$(offered v8scope record --snapshot tru)"
