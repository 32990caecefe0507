#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# transcript.sh: makes transcript.md beside it. Clones this checkout's last commit into a fresh
# folder, runs its demo there, and lets the test of the documents run the rest with what it built.
# Installs packages that are missing. Paths become neutral ones.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source_dir=$(dirname "$here")
work=$(mktemp -d /tmp/XXXXXX)
trap 'rm -rf "$work"' EXIT

cd "$work"
git clone --quiet --no-local "$source_dir" v8scope
v8scope/scripts/demo >demo.out 2>demo.err || { cat demo.err; exit 1; }

# What apt-get says is another machine's business.
neutral() {
	grep -Ev '^W: |^(Get|Hit|Reading|Building):?' | sed "s|$work/||g"
}

{
	sed '/^```text$/q' "$here/transcript.md"
	echo '$ git clone URL v8scope'
	echo '$ v8scope/scripts/demo'
	neutral <demo.err
	neutral <demo.out
	awk '/^```text$/ { inside = 1; next } inside && /^```$/ { rest = 1 } rest' "$here/transcript.md"
} >"$work/transcript.md"
cp "$work/transcript.md" "$here/transcript.md"
