#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# events.sh [CC]: prints the event reference, docs/events.md. The preprocessor expands
# v8_tracepoints.h with macros of our own, so nothing is said twice.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")

"${1:-cc}" -E -CC -nostdinc -I "$here/stub" -I "$here/.." "$here/../v8_tracepoints.h" |
	awk -f "$here/events.awk"
