#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The runtime's memory: what the process's resident set grows by, less the same without it.
. "$(dirname "$0")/../lib.sh"

scopes=$(by_size 102400 20480) # of 64 bytes each, whole pages
globals=$(by_size 10000000 100000)
promises=$(by_size 1000000 50000)
count=$(by_size 5 1)

live_scopes() { "$programs/bench_live" scopes "$scopes" | value grew; }
live_scopes_preloaded() { LD_PRELOAD=$runtime live_scopes; }
live_globals() { "$programs/bench_live" globals "$globals" | value grew; }
# Nobody listens to a program that is preloaded only: then globals are not written down.
live_globals_recorded() {
	recorded --gc=off -- "$programs/bench_live" globals "$globals" | value grew
}
live_promises() { "$programs/bench_live" promises "$promises" | value grew; }
live_promises_recorded() {
	recorded --detail=scopes -- "$programs/bench_live" promises "$promises" | value grew
}

row memory.scope "$(pairs "$count" "(b - a) / $scopes" live_scopes live_scopes_preloaded)" \
	"$scopes scopes, one in another"
row memory.global "$(pairs "$count" "(b - a) / $globals" live_globals live_globals_recorded)" \
	"$globals globals of one site"
row memory.promise \
	"$(pairs "$count" "(b - a) / $promises" live_promises live_promises_recorded)" \
	"$promises promises, and V8's own heap, which does not grow by the same each time"
