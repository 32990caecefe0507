#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What stays where: nothing of a program's environment or arguments is in its trace, others may
# not read one, temporary files have no names that could be known before, a report runs and
# loads nothing that a trace names, and nobody is called. docs/privacy.md promises it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"
use_sessiond

strace -o "$work/strace" true 2>/dev/null || skip "strace cannot trace here"
export V8SCOPE_TEST_SECRET=swordfish-in-the-environment
argument=swordfish-among-the-arguments

# mentions NAME WORD: whether any byte of the trace does.
mentions() {
	grep -rqaF -- "$2" "$work/$1"
}

# keeps_secrets NAME PROGRAM
keeps_secrets() {
	mentions "$1" "$2" || fail "$1: the program's name is not there: what is looked at?"
	! mentions "$1" "$V8SCOPE_TEST_SECRET" || fail "$1: the environment is in the trace"
	! mentions "$1" "$argument" || fail "$1: the arguments are in the trace"
	echo "ok: $1 has the program's name, not its environment and arguments"
}

# A program of V8's, with everything recorded, its heap too.
record host --detail=handles --snapshot -- "$hosts/host_growth" globals 500 "$argument"
[ -n "$(find "$work/host/snapshots" -name '*.heapsnapshot')" ] || fail "there is no snapshot"
keeps_secrets host host_growth
# A node, which has both in its heap: without a snapshot neither leaves it.
link_libnode
echo 'globalThis.kept = Object.assign({}, process.env, process.argv); setTimeout(() => {}, 50)' \
	>"$work/reads_all.js"
record node --detail=handles -- "$(node_dir libnode)/bin/node" "$work/reads_all.js" "$argument"
keeps_secrets node libnode

# Others: the trace is its owner's, whatever the umask.
(
	umask 0
	record open --snapshot -- "$hosts/host_growth" globals 500
	cd "$work"
	"$v8scope" record -- "$hosts/host_growth" globals 500 >/dev/null 2>&1
)
expect_equal "the trace's mode" 700 "$(stat -c %a "$work/open")"
expect_equal "the mode of one without -o" 700 "$(stat -c %a "$work"/v8scope-host_growth-*)"
expect_equal "the snapshots' mode" 700 "$(stat -c %a "$work/open/snapshots")"
expect_equal "files of the heap that others can read" "" \
	"$(find "$work/open/snapshots" -type f -perm /077)"

# made NAME STRACE_OPTION COMMAND...: what the command makes below its TMPDIR, and how, into
# $work/NAME. Its status is not looked at: a report of a broken trace has one of its own.
made() {
	mkdir -p "$work/tmp"
	env -u XDG_RUNTIME_DIR TMPDIR="$work/tmp" \
		strace "$2" -s 4096 -o "$work/strace" \
		-e trace=open,openat,creat,mkdir,mkdirat,bind "${@:3}" >/dev/null 2>&1 ||
		true
	sed -E 's/^[0-9]+ +//' "$work/strace" | grep -E 'O_CREAT|^creat|^mkdir|^bind' |
		grep -F "$work/tmp" >"$work/$1" || true
}

# private NAME AGAIN: of two runs no path is the same, and no directory is anybody else's.
private() {
	local path='s|.*"('"$work/tmp"'/[^"/]*).*|\1|p'
	expect_at_least "$1: temporary files" 1 "$(wc -l <"$work/$1")"
	sed -nE "$path" "$work/$1" | sort -u >"$work/first"
	sed -nE "$path" "$work/$2" | sort -u >"$work/second"
	expect_equal "$1: names that come again" "" "$(comm -12 "$work/first" "$work/second")"
	expect_equal "$1: files that may be there already" "" \
		"$(grep O_CREAT "$work/$1" | grep -v O_EXCL)"
	expect_equal "$1: directories that are open to others" "" \
		"$(grep ^mkdir "$work/$1" | grep -v ', 0700)')"
}
for i in 1 2; do
	made "record$i" -qq "$v8scope" record -o "$work/made$i" -- "$hosts/host_growth" globals 500
done
private record1 record2
# A trace that ends in the middle of a packet is mended in a copy.
cp -r "$work/host" "$work/cut"
find "$work/cut" -name 'v8-detail_*' -size +8k -exec truncate -s -1000 {} +
for i in 1 2; do
	made "report$i" -f "$v8scope" report "$work/cut"
done
private report1 report2

# A plugin that was recorded has become one that tells of being loaded or run.
cp "$hosts/unloading_first.so" "$work/plugin.so"
record plugin -- "$hosts/host_unloading" 20000 "$work/plugin.so"
mentions plugin plugin.so || fail "the trace does not name the plugin"
cat >"$work/evil.c" <<-END
	#include <stdio.h>
	#include <unistd.h>
	__attribute__((constructor)) static void tell(void) { fclose(fopen("$work/told", "w")); }
	int main(void) { return 0; }
END
cc -shared -fPIC -o "$work/plugin.so" "$work/evil.c"
LD_PRELOAD=$work/plugin.so /bin/true
[ -e "$work/told" ] || fail "the plugin tells of nothing"
rm "$work/told"

# calls COMMAND...: what it and its children run and open, and whom they call, into $work/calls.
calls() {
	strace -f -qq -o "$work/strace" -e trace=execve,execveat,socket,connect,openat "$@" >/dev/null \
		2>"$work/err" || fail "$*: status $?: $(tail -n 3 "$work/err")"
	sed -E 's/^[0-9]+ +//' "$work/strace" >"$work/calls"
}

# Servers that could be asked, at a port where there is none.
export DEBUGINFOD_URLS=http://127.0.0.1:9/
for format in text json html; do
	calls "$v8scope" report "$work/plugin" --format=$format -o "$work/report.$format"
	expect_match "$format: the plugin was looked at" "^openat.*$work/plugin.so" "$work/calls"
	expect_equal "$format: programs that it runs" 1 "$(grep -c ^exec "$work/calls")"
	expect_equal "$format: sockets" "" "$(grep -E '^(socket|connect)' "$work/calls")"
	[ ! -e "$work/told" ] || fail "$format: the plugin that the trace names was loaded"
done
# One without debug info: servers might have it.
strip -o "$work/stripped" "$hosts/host_growth"
record bare -- "$work/stripped" globals 20000
calls "$v8scope" report "$work/bare"
expect_equal "without debug info: sockets" "" "$(grep -E '^(socket|connect)' "$work/calls")"
calls env DEBUGINFOD_CACHE_PATH="$work/cache" "$v8scope" report "$work/bare" --debuginfod
expect_match "a network is used if that is asked for" '^socket\(AF_INET' "$work/calls"

# A recording speaks with LTTng's daemons, through files.
calls "$v8scope" record -o "$work/called" -- "$hosts/host_growth" globals 500
expect_match "LTTng's daemons" '^connect\(.*AF_UNIX' "$work/calls"
expect_equal "the network of a recording" "" "$(grep -E 'AF_INET' "$work/calls")"
