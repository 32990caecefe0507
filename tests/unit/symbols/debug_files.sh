#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# debug_files.sh FIND_SITE LIBRARY STRIPPED OBJCOPY: debug info by build-id, from where the
# distributions put it and from a server, the latter only if the user named one.
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
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT

id=$(readelf -n "$library" | sed -n 's/.*Build ID: //p')
"$objcopy" --only-keep-debug "$library" "$work/debug"

# expect WHAT EXPECTED [VARIABLE=VALUE...]: what is found in the stripped library.
expect() {
	local found

	found=$(env "${@:3}" "$find_site" "$stripped" fixture_inlined)
	[ "$found" = "$2" ] || { echo "FAILED: $1: expected '$2', got '$found'" >&2; exit 1; }
	echo "ok: $1"
}

expect "nothing to be found" "- -"

mkdir -p "/usr/lib/debug/.build-id/${id:0:2}"
cp "$work/debug" "/usr/lib/debug/.build-id/${id:0:2}/${id:2}.debug"
expect "a debug file by its build-id" "app::Server::handle line"

# The file of another build under that name.
cp "$find_site" "/usr/lib/debug/.build-id/${id:0:2}/${id:2}.debug"
expect "another build's debug file" "- -"
rm -r /usr/lib/debug/.build-id

mkdir -p "$work/www/buildid/$id"
cp "$work/debug" "$work/www/buildid/$id/debuginfo"
python3 -u -m http.server --bind 127.0.0.1 --directory "$work/www" 0 >"$work/log" 2>&1 &
server=$!
for _ in $(seq 100); do
	grep -q 'port' "$work/log" && break
	sleep 0.1
done
port=$(sed -nE 's/.* port ([0-9]+) .*/\1/p' "$work/log")
expect "no server unless the user names one" "- -"
! grep -q GET "$work/log" || { echo "FAILED: a server was asked" >&2; exit 1; }
expect "a server that the user named" "app::Server::handle line" \
	"DEBUGINFOD_URLS=http://127.0.0.1:$port" "DEBUGINFOD_CACHE_PATH=$work/cache"
