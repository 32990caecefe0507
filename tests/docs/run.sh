#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh BUILD SOURCE DOCUMENT: runs the examples of a document as they stand there, in their
# order, in a folder that has what they speak of. Which those are, and how one is marked that
# cannot run, says blocks.awk. Of a manual page's sections they are what .RS and .RE indent, marked
# by a comment of the same words.
. "$(dirname "$0")/../live/lib.sh"
. "$(dirname "$0")/../live/node.sh"
here=$(dirname "$0")
document=$source_dir/$3
blocks=$work/blocks scratch=$work/scratch
mkdir "$blocks" "$scratch"

# The home of lttng's client, which keeps there what session its commands without a name are
# about: another test's must not be it. Who is not root has the session daemon there as well.
export HOME=$scratch LTTNG_HOME=$scratch
use_sessiond
cleanup() {
	local session daemon=$scratch/.lttng/lttng-sessiond.pid
	session=$(sed -n 's/^session=//p' "$scratch/.lttngrc" 2>/dev/null || true)
	[ -z "$session" ] || lttng --quiet destroy "$session" || true
	[ ! -e "$daemon" ] || kill "$(cat "$daemon")" || true
	cleanup_work
}
trap cleanup EXIT

# What the documents call a program, and an application of node's.
prepare() {
	ln -s "$build" "$scratch/build"
	ln -s "$source_dir/demos" "$scratch/demos"
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
	PATH=$build/bin:$(node_dir libnode)/bin:$PATH
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
	sed 's/^/    /' "$1"
	[ "$status" = "$expected" ] ||
		fail "$where: ends with $status, expected $expected: $(tail -n 20 "$work/out")"
	echo "ok: $where ends with $status"
	ran=$((ran + 1))
}

prepare
extract
ran=0
for block in "$blocks"/*; do
	[ ! -e "$block" ] || run_block "$block"
done
echo "ok: $ran examples of $3 were run"
