# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# What the tests of help, manual and completions share: they are called with the command first.
set -euo pipefail

v8scope=$1
export LC_ALL=C.UTF-8
work=$(mktemp -d "${TMPDIR:-/tmp}/v8scope-test.XXXXXX")
trap 'rm -rf "$work"' EXIT

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

subcommands() {
	"$v8scope" --help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z-]*\) .*/\1/p'
}

# options_of SUBCOMMAND: long and short ones, one a line.
options_of() {
	"$v8scope" help "$1" | sed -n '/Options:$/,/^$/p' | grep '^ *-' | sed 's/  *[A-Z].*//' |
		grep -oE -- '(^|[ ,])--?[a-zA-Z0-9][a-z0-9-]*' | tr -d ' ,' | sort -u
}

# same WHAT EXPECTED FOUND: of two lists.
same() {
	diff <(sort -u <<<"$2") <(sort -u <<<"$3") >"$work/difference" ||
		fail "$1: $(cat "$work/difference")"
	echo "ok: $1"
}

[ "$(subcommands | wc -l)" -ge 6 ] || fail "no subcommands: $("$v8scope" --help)"
