#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Addons that people run, as npm has them: better-sqlite3 (V8's API) and @swc/core (Node-API). On
# every stock node and at every level of detail a program with them says what it says without
# v8scope, and exits likewise; and nothing of it is called a leak. One table at the end.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"

versions=(18 20 22 24 26)
details=(census scopes handles)
swc=1.16.22
programs=$source_dir/tests/live/addons
table=$work/table
failures=0

# sqlite_version VERSION: the last release of better-sqlite3 that is for that node.
sqlite_version() {
	case $1 in
	18) echo 11.10.0 ;;
	*) echo 12.11.1 ;;
	esac
}

# binding VERSION: the addon of better-sqlite3 for that node.
binding() {
	echo "$nodes/$1/better_sqlite3-$(sqlite_version "$1").node"
}

# run_compiler TARGET COMMAND...: with -o and a name that becomes the target in the end.
run_compiler() {
	local target=$1
	shift
	"$@" -o "$target.new" >"$work/$(basename "$target").log" 2>&1 && mv "$target.new" "$target"
}

# build_sqlite RELEASE: SQLite itself, as better-sqlite3 configures it.
build_sqlite() {
	local deps defines
	deps=$(package_dir better-sqlite3 "$1")/deps
	if [ -e "$deps/sqlite3.o" ]; then
		return
	fi
	mapfile -t defines < <(sed -En "s/^ *'([A-Z0-9_]+(=[^']*)?)',\$/-D\1/p" "$deps/defines.gypi")
	[ ${#defines[@]} -gt 20 ] || return 1
	run_compiler "$deps/sqlite3.o" cc -std=c99 -w -O1 -fPIC "${defines[@]}" \
		-c "$deps/sqlite3/sqlite3.c"
}

# object_wrap VERSION: a folder to look for node_object_wrap.h in first. From node 24.19 on,
# what is compiled with node 24's own header aborts in node::RemoveEnvironmentCleanupHook when a
# collection outside of JavaScript frees a wrapped object, with v8scope or without. The
# bindings that are published for node 24 are from before, when the header was node 22's.
object_wrap() {
	local folder=$nodes/$1/object_wrap
	mkdir -p "$folder"
	if [ "$1" = 24 ]; then
		cp "$(node_dir 22)/include/node/node_object_wrap.h" "$folder"
	fi
	echo "$folder"
}

# build_binding VERSION: with the flags of its binding.gyp.
build_binding() {
	local package
	package=$(package_dir better-sqlite3 "$(sqlite_version "$1")")
	[ -e "$(binding "$1")" ] ||
		run_compiler "$(binding "$1")" c++ -std=c++20 -O2 -g -fPIC -fno-rtti -shared -w \
			-DNODE_GYP_MODULE_NAME=better_sqlite3 -DBUILDING_NODE_EXTENSION \
			-I"$(object_wrap "$1")" -isystem "$(node_dir "$1")/include/node" \
			-I"$package/deps/sqlite3" \
			"$package/src/better_sqlite3.cpp" "$package/deps/sqlite3.o" \
			-Wl,-Bsymbolic -Wl,--exclude-libs,ALL
}

build_all() {
	local version release jobs=()
	for release in $(printf '%s\n' "$@" | while read -r version; do
		sqlite_version "$version"
	done | sort -u); do
		fetch_package better-sqlite3 "$release"
		build_sqlite "$release" &
		jobs+=($!)
	done
	for release in "${jobs[@]}"; do
		wait "$release" || fail "SQLite could not be built: $(tail -n 5 "$work/sqlite3.o.log")"
	done
	for version in "$@"; do
		build_binding "$version" || fail "better-sqlite3 could not be built for node $version:" \
			"$(tail -n 5 "$work/$(basename "$(binding "$version")").log")"
	done
}

# run NAME COMMAND...: its output becomes $work/NAME.{out,err}, its exit status NAME.status.
# The shell keeps what v8scope itself says out of it.
run() {
	local name=$1 status=0
	shift
	# shellcheck disable=SC2016 # the inner shell's
	"${recorder[@]}" sh -c 'out=$1; shift; exec "$@" >"$out.out" 2>"$out.err"' sh "$work/$name" "$@" \
		>"$work/$name.v8scope" 2>&1 </dev/null || status=$?
	echo "$status" >"$work/$name.status"
}

# differences NAME BASE: what of a run is not as in the other.
differences() {
	local what
	for what in status out err; do
		cmp -s "$work/$1.$what" "$work/$2.$what" || printf '%s ' "$what"
	done
}

# verdicts NAME: of all isolates.
verdicts() {
	json "$1" '[.processes[].isolates[].verdict] | unique | join(",")'
}

# judge NAME BASE: prints what is wrong, ok if nothing.
judge() {
	local wrong
	wrong=$(differences "$1" "$2")
	case $(verdicts "$1") in
	'') wrong+="no isolate " ;;
	*leak* | *latent*) wrong+="a false leak " ;;
	esac
	[ -s "$work/$2.out" ] || wrong+="no output even alone "
	echo "${wrong:-ok}"
}

# cell VERSION ADDON EXPECTED_STATUS PROGRAM ARGUMENT...: alone, then at each level of detail.
cell() {
	local version=$1 addon=$2 expected=$3 detail name base=$1-${4%.js} result
	shift 3
	set -- "$(node_dir "$version")/bin/node" "$programs/$1" "${@:2}"
	recorder=(env)
	run "$base" "$@"
	expect_equal "node $version, $addon: exit status" "$expected" "$(cat "$work/$base.status")"
	for detail in "${details[@]}"; do
		name=$base-$detail
		recorder=("$v8scope" record -o "$work/$name" --detail="$detail" --)
		run "$name" "$@"
		report "$name"
		result=$(judge "$name" "$base")
		if [ "$result" != ok ]; then
			failures=$((failures + 1))
			diff "$work/$base.out" "$work/$name.out" | head -n 5 || true
			diff "$work/$base.err" "$work/$name.err" | head -n 5 || true
			cat "$work/$name.v8scope"
		fi
		printf '%-4s %-22s %-8s %-12s %9s %6s  %s\n' "$version" "$addon" "$detail" \
			"$(verdicts "$name")" "$(json "$name" .trace.events)" \
			"$(json "$name" .trace.discarded)" "$result" >>"$table"
		rm -rf "${work:?}/$name"
	done
}

fetch_package @swc/core "$swc"
for version in "${versions[@]}"; do
	fetch "$version"
done
build_all "${versions[@]}"
for version in "${versions[@]}"; do
	release=$(sqlite_version "$version")
	cell "$version" "better-sqlite3 $release" 4 use_better_sqlite3.js \
		"$(package_dir better-sqlite3 "$release")" "$(binding "$version")"
	cell "$version" "@swc/core $swc" 3 use_swc.js "$(package_dir @swc/core "$swc")"
done
printf '%-4s %-22s %-8s %-12s %9s %6s  %s\n' node addon detail verdict events lost result
cat "$table"
echo "24: better-sqlite3 with node_object_wrap.h of node 22; node 24's own aborts, see object_wrap()"
[ "$failures" = 0 ] || fail "$failures cells are wrong"
