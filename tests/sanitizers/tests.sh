#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The unit and property tests: no invalid access, no undefined behaviour, no leak.
. "$(dirname "$0")/common.sh"

run_tests --label-regex '^unit$'
nothing_said "the unit and property tests"
