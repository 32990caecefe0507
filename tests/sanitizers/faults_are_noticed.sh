#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A source of the analysis with one fault, in place of the one that is in the build: the test of
# it is ended by the sanitizer, as it would be among the others. Without a fault it passes.
. "$(dirname "$0")/common.sh"
source=$source_dir/analysis/results/suppressions.c
test=$build/tests/unit/results/CMakeFiles/test_results_suppressions.dir/test_suppressions.c.o

# How the build compiles it, up to where the files are named.
command=$(jq -er --arg file "$source" '.[] | select(.file == $file) | .command' \
	"$build/compile_commands.json")
read -ra compile <<<"${command% -o *}"
read -ra libraries < <(pkg-config --libs glib-2.0 jansson cmocka)

# run_changed SED_SCRIPT: the test's exit status; what the sanitizers said becomes $work/findings.
run_changed() {
	local status=0
	sed "$1" "$source" >"$work/changed.c"
	"${compile[@]}" -I"$(dirname "$source")" -o "$work/changed.o" -c "$work/changed.c"
	gcc -fsanitize=address,undefined -o "$work/test" "$test" "$work/changed.o" \
		-Wl,--start-group "$build"/lib/libv8scope-{results,render,model}.a -Wl,--end-group \
		"${libraries[@]}" -lm
	rm -f "$work"/said/*
	"$work/test" >"$work/out" 2>&1 || status=$?
	findings >"$work/findings"
	echo "$status"
}

# noticed WHAT SED_SCRIPT PATTERN
noticed() {
	! cmp -s <(sed "$2" "$source") "$source" || fail "$1: nothing to change"
	[ "$(run_changed "$2")" = 99 ] || fail "$1 is not noticed: $(tail -n 5 "$work/out")"
	grep -Eq "$3" "$work/findings" || fail "$1: $(head -c 2000 "$work/findings")"
	echo "ok: $1 is noticed"
}

[ "$(run_changed '')" = 0 ] || fail "unchanged: $(tail -n 5 "$work/out" "$work/findings")"
nothing_said "unchanged"
noticed "what is read after it was freed" \
	'/^\tg_strfreev(pattern->parts);$/d; s/^\tg_free(pattern);$/&\n\tg_strfreev(pattern->parts);/' \
	'heap-use-after-free'
noticed "what is never freed" '/^\tg_free(pattern);$/d' 'detected memory leaks'
noticed "a sum that does not fit" \
	's/^static struct pattern \*pattern_create.*/static int made = 0x7ffffffe;\n\n&/
	s/^\tpattern->at_start = .*/&\n\tmade += 2;/' \
	'in __ubsan_handle_add_overflow'
