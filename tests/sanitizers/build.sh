#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# build.sh FOLDER SANITIZERS [CMAKE_BUILD_OPTION...]: all but the demos, and what tests them.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cmake -S "$root" -B "$1" -DV8SCOPE_SANITIZE="$2" -DV8SCOPE_BUILD_DEMOS=OFF \
	-DV8SCOPE_BUILD_TESTS=ON
cmake --build "$1" --parallel "$(nproc)" "${@:3}"
