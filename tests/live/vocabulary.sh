#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The metadata of a real trace against what analysis/ expects.
. "$(dirname "$0")/lib.sh"

record trace --detail=handles --no-loss -- "$experiment" --iterations=10
"$build/tests/vocabulary_check" "$work/trace" || fail "the vocabularies differ"
