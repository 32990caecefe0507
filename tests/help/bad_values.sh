#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bad_values.sh V8SCOPE TRACES: each option that takes a value refuses a bad one, in one line that
# names it; a value that is missing and an option that does not exist are refused as well.
. "$(dirname "$0")/common.sh"
leak=$(realpath "$2")/async-outer
# Within limits, so that nothing but the value decides the status.
fixed=$(realpath "$2")/async-iteration

# SUBCOMMAND OPTION STATUS VALUE: what is no number, no name, no file that can be used.
table="\
record --output 2
record --output-url 2 collector
record --detail 2 most
record --gc 2 sometimes
record --stack-depth 2 65
record --snapshot 2 never
record --duration 2 0s
record --pid-file 2
record --flight-recorder 2 0
record --rotate 2 never
report --format 2 pdf
report --output 15 $work/missing/file
report --weight 2 grams
report --snapshot 2 $work/missing
report --top 2 0
report --since 2 5
report --until 2 tomorrow
report --pid 2 one
report --isolate 2 here
report --suppressions 2 $work/missing
report --detail 2 scopes
check --max-growth 2 much
check --max-handles 2 -1
check --fail-on 2 ok
check --junit 2 $work/missing/file
check --since 2 5
check --until 2 tomorrow
check --pid 2 one
check --isolate 2 here
check --suppressions 2 $work/missing
check --detail 2 scopes
diff --format 2 pdf
live --interval 2 0s
live --format 2 html
live --gc 2 sometimes
live --stack-depth 2 65
live --output 15 $work/missing/file
replay --speed 2 fast
replay --format 2 pdf
replay --since 2 5
replay --until 2 tomorrow
replay --pid 2 one
replay --isolate 2 here
doctor --format 2 pdf
doctor --for 2 0s"

# run STATUS ARGUMENT...: ends so, with one line on stderr.
run() {
	local expected=$1 status=0
	shift
	"$v8scope" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	[ "$status" = "$expected" ] || fail "v8scope $*: status $status: $(cat "$work/err")"
	[ "$(wc -l <"$work/err")" = 1 ] || fail "v8scope $*: not one line: $(cat "$work/err")"
	echo "ok: v8scope $*: $(cat "$work/err")"
}

# What the subcommand needs besides, in $arguments.
arguments_of() {
	case "$1" in
	record | live | doctor) arguments=(/bin/true) ;;
	diff) arguments=("$leak" "$leak") ;;
	link-flags) arguments=() ;;
	check) arguments=("$fixed") ;;
	*) arguments=("$leak") ;;
	esac
}

cd "$work"
while read -r subcommand option status value; do
	arguments_of "$subcommand"
	run "$status" "$subcommand" "$option=$value" "${arguments[@]}"
	grep -qF -e "$option" -e "${value:-$option}" "$work/err" || fail "the error does not say which"
	grep -q -e "$option=.*(without " < <("$v8scope" help "$subcommand") || run 2 "$subcommand" "$option"
	grep -qF -e "$option" "$work/err" || fail "the error does not say which"
done <<<"$table"

same "options with a bad value" "$(cut -d' ' -f1,2 <<<"$table")" "$(
	for subcommand in $(subcommands); do
		"$v8scope" help "$subcommand" | grep -oE -- '^ *(-[a-z], )?--[a-z-]+=' | grep -oE -- '--[a-z-]+=$' |
			sed "s/^/$subcommand /; s/=//"
	done
)"

for subcommand in $(subcommands); do
	arguments_of "$subcommand"
	run 2 "$subcommand" --no-such-option "${arguments[@]}"
	for option in --help -h; do
		"$v8scope" "$subcommand" "$option" >"$work/help"
		diff "$work/help" <("$v8scope" help "$subcommand") || fail "$subcommand $option"
	done
	echo "ok: help of $subcommand"
done
run 2 no-such-subcommand
run 2 help no-such-subcommand
