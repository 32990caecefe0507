#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a program pays for the preloaded library while nobody records it.
. "$(dirname "$0")/../lib.sh"

loops=$(by_size 3000000 300000)
iterations=$(by_size 100000 2000)
count=$(by_size 15 2)

scopes() { "$programs/bench_loops" scopes "$loops" | value ns; }
scopes_preloaded() { LD_PRELOAD=$runtime "$programs/bench_loops" scopes "$loops" | value ns; }
globals() { "$programs/bench_loops" globals "$loops" | value ns; }
globals_preloaded() { LD_PRELOAD=$runtime "$programs/bench_loops" globals "$loops" | value ns; }
fixed() { loop_ns "$iterations" --scope=iteration; }
fixed_preloaded() { LD_PRELOAD=$runtime fixed; }
leak() { loop_ns "$iterations" --scope=outer; }
leak_preloaded() { LD_PRELOAD=$runtime leak; }

row preload.scope "$(pairs "$count" 'b - a' scopes scopes_preloaded)"
row preload.global "$(pairs "$count" 'b - a' globals globals_preloaded)"
row preload.loop-fixed "$(pairs "$count" 'b / a' fixed fixed_preloaded)"
row preload.loop-leak "$(pairs "$count" 'b / a' leak leak_preloaded)"
