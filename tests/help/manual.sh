#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# manual.sh V8SCOPE SHARE: each subcommand has a manual page with the options of its help and no
# others, and with what users look for in one.
. "$(dirname "$0")/common.sh"
pages=$2/man/man1

same "pages" "$(subcommands | sed 's/.*/v8scope-&.1/'; echo v8scope.1)" "$(ls "$pages")"
for page in "$pages"/*; do
	problems=$(mandoc -T lint "$page" 2>&1; man --warnings -E UTF-8 -l "$page" 2>&1 >"$work/page")
	[ -z "$problems" ] || fail "$page: $problems"
	name=$(basename "$page" .1)
	for section in NAME SYNOPSIS 'EXIT STATUS' ENVIRONMENT EXAMPLES 'SEE ALSO'; do
		grep -qx "$section" "$work/page" || fail "$name has no section $section"
	done
	echo "ok: $name has what a page has"
done

for subcommand in $(subcommands); do
	mandoc -T ascii -O indent=7,width=100 "$pages/v8scope-$subcommand.1" | sed 's/.\x08//g' >"$work/page"
	for section in DESCRIPTION OPTIONS FILES; do
		grep -qx "$section" "$work/page" || fail "v8scope-$subcommand has no section $section"
	done
	same "options of v8scope-$subcommand(1)" "$(options_of "$subcommand")" \
		"$(sed -n '/^OPTIONS$/,/^EXIT STATUS$/p' "$work/page" | grep -E '^ {7}-' |
			grep -oE -- '(^ *|, )--?[a-zA-Z0-9][a-z0-9-]*' | tr -d ' ,')"
	same "statuses of v8scope-$subcommand(1)" \
		"$("$v8scope" help "$subcommand" | sed -n '/^Exit status:/,$s/^ *\([0-9]\+\) .*/\1/p')" \
		"$(sed -n '/^EXIT STATUS$/,/^[A-DF-Z]/s/^ \{7\}\([0-9]\+\).*/\1/p' "$work/page")"
done
