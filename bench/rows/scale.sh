#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# How costs grow: with isolates and threads, scopes, globals, events that come too fast, and
# the size of a trace.
. "$(dirname "$0")/../lib.sh"

threads=64
scopes=$(by_size 300000 3000) # of each thread
deep=$(by_size 100000 2000)   # scopes, one in another
globals=$(by_size 10000000 50000)
gib=$(by_size 5 0) # of trace; a quick run's is some MiB
count=$(by_size 7 1)
export V8SCOPE_CENSUS_INTERVAL=0

# In ns a scope: with one thread, and with many.
one() { "$programs/bench_threads" 1 "$((scopes * threads / 4))" | value ns; }
one_recorded() { recorded --gc=off -- "$programs/bench_threads" 1 "$((scopes * threads / 4))" | value ns; }
many() { "$programs/bench_threads" $threads "$scopes" | value ns; }
many_recorded() { recorded --gc=off -- "$programs/bench_threads" $threads "$scopes" | value ns; }

row scale.thread "$(pairs "$count" 'b - a' one one_recorded)"
row scale.threads "$(pairs "$count" 'b - a' many many_recorded)" "$threads threads and isolates"

# census_us: of the censuses after collections in $work/recorded, each from gc_end on.
census_us() {
	babeltrace2 --clock-seconds "$work/recorded" 2>/dev/null | awk '
		{ gsub(/[][]/, "", $1) }
		/ v8:gc_end: / { split($1, ended, ".") }
		/ v8:census_end: / && ended[1] != "" {
			split($1, now, ".")
			printf "%.3f\n", (now[1] - ended[1]) * 1e6 + (now[2] - ended[2]) / 1e3
			ended[1] = ""
		}'
}

# A frame and a scope of it take some 250 bytes of stack.
deep_census() {
	ulimit -s $((deep / 2 + 8192))
	recorded --gc=off --no-loss -- "$programs/bench_stack" $((deep / 8)) "$deep" 5 >/dev/null
	census_us
}
row scale.deep "$(deep_census)" "$deep scopes"

recorded --gc=off -- "$programs/bench_live" globals "$globals" >/dev/null
row scale.globals "$(census_us | tail -n 5)" "$globals globals of one site"

# lost OPTION...: events that the tracer dropped, in what a report of that reads.
lost() {
	"$v8scope" report "$work/recorded" --format=json "$@" | jq .trace.discarded
}
recorded --detail=handles -- "$programs/bench_threads" $threads "$scopes" >/dev/null
all=$(lost)
row scale.overflow "$(lost --detail=census)" "$all of the detail channel"

# As many events as fill so much: those of a first trace tell.
size_of() {
	du -sb "$1" | cut -f1
}
recorded --detail=handles --no-loss -- "$experiment" --iterations=20000 --no-measure >/dev/null
first_bytes=$(size_of "$work/recorded")
needed=$((gib << 20)) # KiB
if [ "$(df --output=avail -k "$work" | tail -n 1)" -lt $((needed + needed / 5)) ]; then
	row scale.trace "" "less than $((gib + gib / 5)) GiB are free"
	exit 0
fi
seconds_of_million() {
	measured "$v8scope" report --format=json -o "$work/scale.json" "$work/recorded"
	calc "$wall_ns / 1e9 / ($(jq .trace.events "$work/scale.json") / 1e6)"
}
small=$(seconds_of_million)
recorded --detail=handles --no-loss -- "$experiment" --no-measure \
	--iterations=$((gib > 0 ? (gib << 30) / (first_bytes / 20000) : 100000)) >/dev/null
large=$(seconds_of_million)
measured "$v8scope" report -o /dev/null "$work/recorded"
row scale.trace "$(calc "$large / $small")" \
	"$(($(size_of "$work/recorded") >> 20)) MiB, $((rss_kib / 1024)) MiB of memory"
