#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# debug_files.sh FIND_SITE LIBRARY STRIPPED OBJCOPY: debug info by debug link and by build-id,
# from where the distributions put it and from a server, the latter only if the user says so.
set -euo pipefail
find_site=$1 library=$2 stripped=$3 objcopy=$4
if [ "${5:-}" != inside ]; then
	# /usr/lib/debug is another one for this test.
	unshare --map-root-user --mount true 2>/dev/null ||
		{ echo "skipped: no mount namespace can be made here"; exit 77; }
	exec unshare --map-root-user --mount "$0" "$@" inside
fi
[ -d /usr/lib/debug ] || { echo "skipped: there is no /usr/lib/debug"; exit 77; }
mount -t tmpfs none /usr/lib/debug
unset DEBUGINFOD_URLS
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

id=$(readelf -n "$library" | sed -n 's/.*Build ID: //p')
"$objcopy" --only-keep-debug "$library" "$work/debug"

none="- - stripped"
all="app::Server::handle line full"

# expect WHAT EXPECTED FILE [OPTION]: what is found in the file.
expect() {
	local found

	found=$("$find_site" "${@:4}" "$3" fixture_inlined)
	[ "$found" = "$2" ] || fail "$1: expected '$2', got '$found'"
	echo "ok: $1"
}

expect "nothing to be found" "$none" "$stripped"

mkdir -p "/usr/lib/debug/.build-id/${id:0:2}"
cp "$work/debug" "/usr/lib/debug/.build-id/${id:0:2}/${id:2}.debug"
expect "a debug file by its build-id" "$all" "$stripped"

# The file of another build under that name.
cp "$find_site" "/usr/lib/debug/.build-id/${id:0:2}/${id:2}.debug"
expect "another build's debug file" "$none" "$stripped"
rm -r /usr/lib/debug/.build-id

# A debug link names the file and its checksum. The object has no build-id, or that would do.
mkdir "$work/app" "$work/app/.debug"
cp "$work/debug" "$work/app/.debug/app.debug"
(cd "$work/app/.debug" && "$objcopy" --strip-all --remove-section=.note.gnu.build-id \
	--add-gnu-debuglink=app.debug "$stripped" "$work/app/app.so")
expect "a debug link to .debug beside the object" "$all" "$work/app/app.so"
mv "$work/app/.debug/app.debug" "$work/app/app.debug"
expect "a debug link to the object's folder" "$all" "$work/app/app.so"
mkdir -p "/usr/lib/debug$work/app"
mv "$work/app/app.debug" "/usr/lib/debug$work/app/app.debug"
expect "a debug link to /usr/lib/debug" "$all" "$work/app/app.so"
echo other >>"/usr/lib/debug$work/app/app.debug"
expect "a debug link with another checksum" "$none" "$work/app/app.so"

command -v debuginfod >/dev/null || { echo "skipped: debuginfod is not installed"; exit 77; }

# Runs a server of the files in $work/served, at a port that nobody has.
start_server() {
	local port

	for _ in $(seq 5); do
		port=$((20000 + RANDOM % 12000))
		debuginfod --verbose --port="$port" --database=:memory: -F "$work/served" \
			>"$work/log" 2>&1 &
		server=$!
		for _ in $(seq 200); do
			kill -0 "$server" 2>/dev/null || break
			if python3 - "http://127.0.0.1:$port/buildid/$id/debuginfo" 2>/dev/null <<'EOF'; then
import sys, urllib.request
urllib.request.urlopen(sys.argv[1]).read()
EOF
				export DEBUGINFOD_URLS=http://127.0.0.1:$port
				return
			fi
			sleep 0.1
		done
	done
	fail "no debuginfod: $(tail -n 3 "$work/log")"
}

# requests: how many the server has had of libdw.
requests() {
	grep -c "UA:elfutils.*/buildid/$id" "$work/log" || true
}

mkdir "$work/served"
cp "$work/debug" "$work/served/app.debug"
export DEBUGINFOD_CACHE_PATH=$work/cache
start_server
expect "no server unless the user says so" "$none" "$stripped"
[ "$(requests)" = 0 ] || fail "a server was asked"
expect "a server that the user named" "$all" "$stripped" --debuginfod
[ "$(requests)" != 0 ] || fail "no server was asked: $(cat "$work/log")"
kill "$server"
wait "$server" || true
server=
rm -r "$work/cache"
expect "a server that is gone" "$none" "$stripped" --debuginfod
