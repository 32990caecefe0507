#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes page.png, what README shows of the page:  docs/images/page.sh BUILD_DIR
# Records the demo's leak anew, and takes a picture of its page in Chromium.
set -euo pipefail

build=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$build/bin:$PATH

cd "$work"
v8scope record -o leak --detail=scopes --gc=every:100ms -- v8heapexperiment --iterations=20000
# The checkout's place says nothing to others.
v8scope report leak --format=html | sed "s|$(dirname "$(dirname "$here")")/||g" >leak.html
chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars \
	--user-data-dir="$work/profile" --virtual-time-budget=5000 --window-size=1000,990 \
	--screenshot="$here/page.png" "file://$work/leak.html" >chromium.log 2>&1 ||
	{ cat chromium.log; exit 1; }
