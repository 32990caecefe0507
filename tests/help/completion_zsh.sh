#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# completion_zsh.sh V8SCOPE SHARE: what an interactive zsh lists.
. "$(dirname "$0")/common.sh"
mkdir -p "$work/home/traces"
touch "$work/home/notes"

# The keys of one line, in a terminal of zsh's own; what it lists.
cat >"$work/list.zsh" <<'END'
zmodload zsh/zpty
zpty shell "cd $1 && stty cols 250 rows 100 && HOME=$1 TERM=dumb exec zsh -f -i"
zpty -w shell "fpath=($2 \$fpath); autoload -Uz compinit; compinit -u -D; LISTMAX=0
PS1= ; unsetopt zle_bracketed_paste; zstyle ':completion:*' list-packed true
bindkey '^I' list-choices; bindkey '^X' kill-whole-line; print -n rea; print dy"
while zpty -r shell text; do [[ $text == *ready* ]] && break; done
zpty -w shell "$3"$'\t\030print -n fin; print ished'
while zpty -r shell text; do
	print -rn -- $text
	[[ $text == *finished* ]] && break
done
END
listed() {
	timeout 60 zsh -f "$work/list.zsh" "$work/home" "$share/zsh/site-functions" "$1" |
		tr -d '\r' >"$work/listed"
}

# lists WORD...
lists() {
	local word
	for word in "$@"; do
		grep -qE -- "(^|[ ,])$word=?( |$)" "$work/listed" || fail "no $word: $(cat -v "$work/listed")"
	done
	echo "ok: $*"
}

share=$(realpath "$2")
listed 'v8scope '
# shellcheck disable=SC2046 # words
lists $(subcommands)
for subcommand in $(subcommands); do
	listed "v8scope $subcommand -"
	# shellcheck disable=SC2046
	lists $(options_of "$subcommand")
	! grep -q 'not found\|error\|invalid' "$work/listed" || fail "$subcommand: $(cat "$work/listed")"
done
listed 'v8scope record --detail='
lists census scopes handles
listed 'v8scope report tr'
lists traces/
listed 'v8scope record -- zmodl'
! grep -q -- '--detail' "$work/listed" || fail "own options for the command"
