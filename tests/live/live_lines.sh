#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `v8scope live` for scripts: lines of JSON and --once, where what the command prints goes, the
# exit status of the command or of what went wrong; nothing is left behind.
. "$(dirname "$0")/lib.sh"

export LC_ALL=C.UTF-8 TMPDIR=$work/tmp
mkdir "$TMPDIR"
outer='.report.processes[0].isolates[0].holders[0]'

# lines FILTER: what jq finds in each line of $work/out.
lines() {
	jq -r "$1" "$work/out"
}

# nothing_left WHAT
nothing_left() {
	expect_equal "$1: daemons left behind" "" "$(pgrep -f -- "--output=$TMPDIR" || true)"
	expect_equal "$1: files left behind" "" "$(ls -A "$TMPDIR")"
}

expect_status "lines of JSON" 0 "$v8scope" live --format=json --interval=300ms -- \
	"$experiment" --iterations=300000
expect_at_least "lines" 3 "$(wc -l <"$work/out")"
expect_equal "layouts of the lines" 1 "$(lines .schema | sort -u)"
expect_equal "final lines" 1 "$(lines 'select(.final) | .final' | wc -l)"
expect_equal "the last line is final" true "$(lines .final | tail -n 1)"
lines .elapsed_ns | sort -nc || fail "time does not go on"
expect_equal "the holder" run_with_outer_scope "$(lines "$outer.function" | tail -n 1)"
expect_equal "the verdict" leak "$(lines '.report.processes[0].isolates[0].verdict' | tail -n 1)"
lines "$outer.handles // 0" | sort -nc || fail "handles become less"
python3 -c 'import json, jsonschema, sys
schema = json.load(open(sys.argv[1]))
for line in sys.stdin:
    jsonschema.validate(json.loads(line)["report"], schema)' \
	"$source_dir/docs/report.schema.json" <"$work/out" || fail "not what the schema says"
echo "ok: the reports are what their schema says"
expect_match "what the command prints is on the standard error" '^Handles: ' "$work/err"
nothing_left "lines"

expect_status "one table" 0 "$v8scope" live --once --interval=3s --output="$work/printed" -- \
	"$experiment" --iterations=100000000
expect_match "its verdict" '^so far: ' "$work/out"
expect_match "its holder" ' run_with_outer_scope experiment.c:' "$work/out"
expect_equal "its titles" 1 "$(grep -c HOLDER "$work/out")"
expect_match "what the command printed is where it was asked for" '^Handles: ' "$work/printed"
nothing_left "one table"

expect_status "one line" 0 "$v8scope" live --once --format=json -o "$work/printed" -- \
	"$experiment" --iterations=100000000
expect_equal "it is" 1 "$(wc -l <"$work/out")"

# Options of the recording reach the command.
expect_status "--gc=off --stack-depth=0" 0 "$v8scope" live --format=json --gc=off \
	--stack-depth=0 -- sh -c "env >'$work/env'; exec '$experiment' --iterations=1000"
expect_match "no collections are asked for" '^V8SCOPE_GC=off$' "$work/env"
expect_match "no stacks are kept" '^V8SCOPE_STACK_DEPTH=0$' "$work/env"
expect_status "the default" 0 "$v8scope" live -- sh -c "env >'$work/env'"
expect_match "a collection a second" '^V8SCOPE_GC=every:1000$' "$work/env"
expect_match "a command without V8 is told" 'no V8 isolate was seen' "$work/err"

expect_status "a command that fails" 7 "$v8scope" live -- sh -c 'exit 7'
expect_status "a command that dies" 137 "$v8scope" live -- sh -c 'kill -9 $$'
expect_match "it is said" 'signal 9' "$work/err"
expect_status "a command that is not there" 127 "$v8scope" live -- "$work/none"
expect_status "no relay daemon" 119 env LTTNG_RELAYD_PATH="$work/none" "$v8scope" live -- true
expect_match "it is said" 'lttng-relayd was not found' "$work/err"
expect_status "a relay daemon that does not start" 119 \
	env LTTNG_RELAYD_PATH=/bin/false "$v8scope" live -- true
nothing_left "what went wrong"

# Who reads no more ends it.
status=0
"$v8scope" live --format=json --interval=200ms -- "$experiment" --iterations=100000000 \
	2>"$work/err" </dev/null | head -n 1 >"$work/out" || status=$?
expect_equal "a reader that goes away: status" 15 "$status"
expect_equal "a reader that goes away: lines" 1 "$(wc -l <"$work/out")"
expect_match "it is said" 'cannot write' "$work/err"
nothing_left "a reader that goes away"
