#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# generate.sh V8SCOPE OUTPUT VERSION DATE: writes the manual pages and the completions below
# OUTPUT, from the help of whatever subcommands the command lists. What a page says beyond its
# help is in sections/PAGE.man.
set -euo pipefail
v8scope=$1 output=$2 version=$3 date=$4
here=$(dirname "${BASH_SOURCE[0]}")
# In the help "..." may be one character. Whether the command leaks is not asked here.
export LC_ALL=C.UTF-8 ASAN_OPTIONS=detect_leaks=0
man=$output/man/man1
bash_dir=$output/bash-completion/completions
zsh_dir=$output/zsh/site-functions

rm -rf "$output"
mkdir -p "$man" "$bash_dir" "$zsh_dir"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# see_also PAGE...
see_also() {
	local page separator=''
	printf '.SH SEE ALSO'
	for page in "$@"; do
		printf '%s\n.BR %s (1)' "$separator" "${page//-/\\-}"
		separator=,
	done
	printf '\n'
}

# page NAME SEE_ALSO...: from the help that is read.
page() {
	awk -v page="$1" -v version="$version" -v date="$date" -f "$here/man.awk"
	if [ -e "$here/sections/$1.man" ]; then
		cat "$here/sections/$1.man"
	fi
	see_also "${@:2}"
}

"$v8scope" --help >"$scratch/help"
sed -nE '/^Subcommands:/,/^$/s/^  ([a-z-]+) +(.*)/subcommand\t\1\t\2/p' "$scratch/help" >"$scratch/table"
mapfile -t subcommands < <(cut -f 2 "$scratch/table")
page v8scope "${subcommands[@]/#/v8scope-}" lttng babeltrace2 <"$scratch/help" >"$man/v8scope.1"

for subcommand in "${subcommands[@]}"; do
	name=v8scope-$subcommand
	"$v8scope" help "$subcommand" >"$scratch/help"
	awk -v subcommand="$subcommand" -f "$here/options.awk" "$scratch/help" >>"$scratch/table"
	mapfile -t others < <(printf 'v8scope-%s\n' "${subcommands[@]}" | grep -vx -- "$name")
	page "$name" v8scope "${others[@]}" lttng babeltrace2 <"$scratch/help" >"$man/$name.1"
done

{
	awk -f "$here/bash.awk" "$scratch/table"
	cat "$here/v8scope.bash"
} >"$bash_dir/v8scope"
awk -f "$here/zsh.awk" "$scratch/table" >"$zsh_dir/_v8scope"
