#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh BUILD SOURCE DOCUMENT [NODE]: runs the examples of a document as they stand there, in their
# order, in a folder that has what they speak of. Which those are, and how one is marked that
# cannot run, says blocks.awk. Of a manual page's sections they are what .RS and .RE indent, marked
# by a comment of the same words. `node` is libnode's, or that version of the stock one.
# V8SCOPE_UPDATE_DOCS=1 writes what the commands of ```console print into the document.
. "$(dirname "$0")/../live/lib.sh"
. "$(dirname "$0")/../live/node.sh"
here=$(dirname "$0")
document=$source_dir/$3
node=${4:-libnode}
blocks=$work/blocks outputs=$work/outputs
mkdir "$blocks" "$outputs"
# Of a short name: it is in what the reports print, which is wrapped.
scratch=$(mktemp -d /tmp/XXXXXX)

# The home of lttng's client, which keeps there what session its commands without a name are
# about: another test's must not be it. Who is not root has the session daemon there as well.
# A rustup, though, has its compilers in the real home.
export RUSTUP_HOME=${RUSTUP_HOME:-$HOME/.rustup}
export HOME=$scratch LTTNG_HOME=$scratch
use_sessiond
cleanup() {
	local session daemon=$scratch/.lttng/lttng-sessiond.pid
	session=$(sed -n 's/^session=//p' "$scratch/.lttngrc" 2>/dev/null || true)
	[ -z "$session" ] || lttng --quiet destroy "$session" || true
	[ ! -e "$daemon" ] || kill "$(cat "$daemon")" || true
	rm -rf "$scratch"
	cleanup_work
}
trap cleanup EXIT

# What the documents call a program, and an application of node's.
prepare() {
	ln -s "$build" "$scratch/build"
	ln -s "$source_dir/demos" "$scratch/demos"
	cp -r "$source_dir/docs/tutorials/"*/ "$scratch"
	ln -s "$experiment" "$scratch/v8heapexperiment"
	printf '#!/bin/sh\nexec "%s" --iterations=20000\n' "$experiment" >"$scratch/program"
	chmod +x "$scratch/program"
	cat >"$scratch/app.js" <<-'END'
		const kept = [];
		const end = Date.now() + 2000;
		(function turn() {
			for (let i = 0; i < 100; i++) {
				kept.push({ text: `text ${kept.length}` });
			}
			if (Date.now() < end) {
				setTimeout(turn, 1);
			}
		})();
	END
	cp "$scratch/app.js" "$scratch/server.js"
	link_libnode
	fetch "$node"
	PATH=$build/bin:$(node_dir "$node")/bin:$PATH
	use_libnode
}

# Compilers and programs find the libnode of the build, wherever it is.
use_libnode() {
	local library
	library=$(sed -n 's/^Libnode_LIBRARY:[A-Z]*=//p' "$build/CMakeCache.txt")
	export CPATH LIBRARY_PATH LD_LIBRARY_PATH
	CPATH=$(realpath "$(node_dir libnode)/include/node")
	LIBRARY_PATH=$(dirname "$library")
	LD_LIBRARY_PATH=$LIBRARY_PATH
}

extract() {
	case "$document" in
	*.md) awk -v output="$blocks" -f "$here/blocks.awk" "$document" ;;
	*.man)
		{
			sed -nE 's/^\.\\" not run: (.*)/# skip \1/p; s/^\.\\" ends with ([0-9]+)$/# run \1/p' \
				"$document"
			echo '# run 0'
			sed -n '/^\.RS$/,/^\.RE$/{/^\./d;s/\\-/-/g;p}' "$document"
		} >"$blocks/00001.sh"
		;;
	esac || fail "see above"
}

# run_block FILE: its first line says what is expected.
run_block() {
	local word expected status=0 where
	where="$document, line $((10#$(basename "$1" .sh)))"
	read -r _ word expected <"$1"
	if [ "$word" = skip ]; then
		echo "not run: $where: $expected"
		return
	fi
	(cd "$scratch" && bash -euo pipefail "$1") >"$work/out" 2>&1 </dev/null || status=$?
	neutral <"$work/out" >"$work/printed"
	grep -v '^printf ' "$1" | sed 's/^/    /'
	[ "$status" = "$expected" ] ||
		fail "$where: ends with $status, expected $expected: $(tail -n 20 "$work/out")"
	expect_prints "$1" "$where"
	echo "ok: $where ends with $status"
	ran=$((ran + 1))
	if grep -q $'^\001' "$work/printed"; then
		tr -d '\001' <"$work/printed" >"$outputs/$(basename "$1" .sh)"
	fi
}

# expect_prints BLOCK WHERE: what the document says that it prints.
expect_prints() {
	local pattern
	while IFS= read -r pattern; do
		grep -Eq -- "$pattern" < <(grep -v $'^\001' "$work/printed") ||
			fail "$2: prints nothing like '$pattern': $(tail -n 40 "$work/printed")"
	done < <(sed -n 's/^# prints //p' "$1")
}

# What does not depend on where the test ran.
neutral() {
	sed "s|$scratch/||g; s|$scratch|.|g; s|$build|build|g; s|$source_dir/||g"
}

# The outputs go into the document, each in the place of the block that it is of.
update_document() {
	awk -v outputs="$outputs" -f "$here/update.awk" "$document" >"$work/updated"
	cat "$work/updated" >"$document"
}

prepare
extract
ran=0
for block in "$blocks"/*; do
	[ ! -e "$block" ] || run_block "$block"
done
if [ -n "${V8SCOPE_UPDATE_DOCS:-}" ]; then
	update_document
fi
echo "ok: $ran examples of $3 were run"
