#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# compare.sh V8SCOPE TRACE FORMAT EXPECTED: the report must be the expected one. With
# V8SCOPE_UPDATE_GOLDEN set it becomes the expected one instead: read the difference.
set -euo pipefail

export TZ=UTC LC_ALL=C.UTF-8 COLUMNS=80
if [ -n "${V8SCOPE_UPDATE_GOLDEN:-}" ]; then
	"$1" report "$2" --format="$3" -o "$4"
fi
diff -u "$4" <("$1" report "$2" --format="$3")
