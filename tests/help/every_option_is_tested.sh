#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# every_option_is_tested.sh V8SCOPE TESTS: each option of each subcommand's help is used by a test.
#
# In a script it must stand in one command with the subcommand's name, before a "--" (lines that a
# backslash joins are one); the tests' `record NAME` and `report NAME` are such commands, too. In a C
# program, in a file that has both as strings. The scripts here look at help and bad
# values only, so that they count for --help alone.
. "$(dirname "$0")/common.sh"
tests=$2

find "$tests" -name '*.sh' -not -path '*/help/*' -exec sed -e ':a' -e '/\\$/{N;s/\\\n/ /;ta' -e '}' {} + |
	grep -v '^[[:space:]]*#' >"$work/commands"

# in_script SUBCOMMAND OPTION
in_script() {
	grep -oE -- "(^|[^a-z-])$1([^a-z-].*|\$)" "$work/commands" | sed 's/ -- .*//' |
		grep -E -- " ['\"]?$2([=[:space:]'\")]|\$)" >/dev/null
}

in_program() {
	local file
	while IFS= read -r -d '' file; do
		! grep -qE -- "\"$2(=[^\"]*)?\"" "$file" || return 0
	done < <(find "$tests" -name '*.c' -exec grep -lZF -- "\"$1\"" {} +)
	return 1
}

missing=()
for subcommand in $(subcommands); do
	for option in $(options_of "$subcommand" | grep -vxE -- '--help|-h'); do
		in_script "$subcommand" "$option" || in_program "$subcommand" "$option" ||
			missing+=("$subcommand $option")
	done
done
[ ${#missing[@]} -eq 0 ] || fail "no test uses:$(printf '\n  %s' "${missing[@]}")"
! in_script record --no-such-option || fail "an option that no test has is found"
echo "ok: every option of $(subcommands | tr '\n' ' ')is used by a test"
