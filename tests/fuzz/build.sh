#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds the fuzz targets with clang. Called with the folder for that build.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cmake -S "$root" -B "$1" -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ \
	-DV8SCOPE_FUZZ=ON -DV8SCOPE_BUILD_DEMOS=OFF -DV8SCOPE_BUILD_TESTS=OFF
cmake --build "$1" --target fuzzers --parallel "$(nproc)"
