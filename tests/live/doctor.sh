#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What the doctor finds in programs of every kind, and where a part is missing: the finding, what
# to do, and the status. It leaves nothing behind.
. "$(dirname "$0")/lib.sh"
use_sessiond
mkdir "$work/tmp"
export TMPDIR=$work/tmp

# doctor WHAT STATUS [OPTION...] [-- COMMAND...]: its JSON is $work/WHAT.json.
doctor() {
	local what=$1
	expect_status "doctor, $what" "$2" "$v8scope" doctor --format=json "${@:3}"
	cp "$work/out" "$work/$what.json"
	cp "$work/err" "$work/$what.err"
	expect_equal "$what: status in the JSON" "$2" "$(json "$what" .status)"
}

# problems WHAT: the problems' ids, each once.
problems() {
	json "$1" '[.findings[] | select(.severity == "problem") | .id] | unique | join(" ")'
}

# v8_process WHAT FILTER: of the first process that has a V8.
v8_process() {
	json "$1" "[.processes[] | select(.linkage != \"none\")][0] | $2"
}

# off WHAT: the sensors of its first isolate that are off, with the reason.
off() {
	v8_process "$1" '[.isolates[0].sensors[] | select(.works | not) | .sensor + "=" + .reason] |
		join(" ")'
}

# group WHAT GROUP: how many of the group's functions are hooked.
group() {
	v8_process "$1" "[.hooks[] | select(.group == \"$2\" and .state == \"hooked\")] | length"
}

doctor nothing 0
expect_equal "nothing: processes" null "$(json nothing .processes)"
expect_equal "nothing: severities" ok "$(json nothing '[.findings[].severity] | unique | join(" ")')"

doctor embedder 0 -- "$experiment" --iterations=20000
expect_equal "embedder: problems" "" "$(problems embedder)"
expect_equal "embedder: linkage" library "$(v8_process embedder .linkage)"
expect_equal "embedder: attach mode" preload "$(v8_process embedder .attach_mode)"
expect_match "embedder: where V8 is" 'libnode\.so' <(v8_process embedder .v8_object)
expect_equal "embedder: sensors that are off" "" "$(off embedder)"
expect_equal "embedder: scopes hooked" \
	"$(nm -D --undefined-only "$experiment" |
		grep -cE '_ZN2v8(11HandleScope|20EscapableHandleScope|15SealHandleScope)[CD]1|EscapableHandleScope6Escape')" \
	"$(group embedder scopes)"
expect_equal "embedder: Node-API functions hooked" 0 "$(group embedder napi)"
expect_at_least "embedder: censuses" 2 "$(v8_process embedder '.isolates[0].censuses')"
expect_at_least "embedder: full collections" 2 "$(v8_process embedder '.isolates[0].full_gcs')"
expect_match "embedder: its output is on stderr" 'iterations=20000' "$work/embedder.err"

doctor linked 0 -- "$build/bin/v8heapexperiment_wrap" --iterations=20000
expect_equal "linked: linkage" linked "$(v8_process linked .linkage)"
expect_equal "linked: attach mode" wrap "$(v8_process linked .attach_mode)"
expect_at_least "linked: scopes hooked" "$(group embedder scopes)" "$(group linked scopes)"

doctor shell 0 -- /bin/sh -c "'$experiment' --iterations=20000; true"
expect_equal "shell: processes" 2 "$(json shell '.processes | length')"
expect_equal "shell: with V8" library "$(v8_process shell .linkage)"

doctor plain 21 -- /bin/true
expect_equal "no V8: problems" v8.none "$(problems plain)"
expect_equal "no V8: linkage" none "$(json plain '.processes[0].linkage')"
for host in plain stripped; do
	doctor static-$host 21 -- "$hosts/host_static_v8_$host" 10
	expect_equal "static V8, $host: problems" v8.hidden "$(problems static-$host)"
	expect_match "static V8, $host: what to do" link-flags \
		<(json static-$host '.findings[] | select(.id == "v8.hidden").todo')
done
doctor no-linker 21 -- "$hosts/host_static_v8_static" 10
expect_equal "no dynamic linker: problems" program.static "$(problems no-linker)"
expect_equal "no dynamic linker: processes" 0 "$(json no-linker '.processes | length')"

# In place of musl's dynamic linker, one that runs nothing.
echo 'int main(void) { return 0; }' >"$work/nothing.c"
"${CC:-cc}" -static-pie -o "$work/ld-musl-x86_64.so.1" "$work/nothing.c"
"${CC:-cc}" -o "$work/musl" "$work/nothing.c" -Wl,--dynamic-linker="$work/ld-musl-x86_64.so.1"
doctor musl 21 -- "$work/musl"
expect_equal "musl: problems" program.musl "$(problems musl)"

doctor silent 21 -- env -i /bin/sh -c true
expect_equal "an environment that is emptied: a process was seen" env \
	"$(json silent '.processes[0].name')"

doctor direct 23 -- "$hosts/host_direct_v8" direct
expect_match "direct handles: what is off" 'handles=direct_handles .*types=direct_handles' <(off direct)
doctor slots 23 -- "$hosts/host_direct_v8" slots
expect_match "slots: what is off, otherwise" '^level=[^ ]* stack=[^ ]* blocks' <(off slots)

doctor missing 127 -- "$work/no-such-command"
expect_equal "no such command: problems" command.missing "$(problems missing)"
touch "$work/not-executable"
doctor not-executable 126 -- "$work/not-executable"
doctor failing 21 -- /bin/sh -c 'exit 7'
expect_match "its own status is told" 'status 7' <(json failing '.findings[].what')
doctor ended 21 --for=500ms -- sleep 100
expect_match "it was ended" command.ended <(json ended '.findings[].id')

# Without one of the parts.
lib=$work/lib
cp -a "$build/lib" "$lib"
V8SCOPE_LIBDIR=$lib doctor copy 0 -- "$experiment" --iterations=20000
rm "$lib/v8scope/preload.js"
V8SCOPE_LIBDIR=$lib doctor no-script 20
expect_equal "no script for node: problems" node.missing "$(problems no-script)"
rm -r "$lib/babeltrace2"
V8SCOPE_LIBDIR=$lib doctor no-plugin 20
expect_equal "no plugin: problems" "node.missing plugins.missing" "$(problems no-plugin)"
rm "$lib/libv8scope.so"
V8SCOPE_LIBDIR=$lib doctor no-runtime 20 -- /bin/true
expect_match "no runtime: problems" runtime.missing <(problems no-runtime)
expect_equal "no runtime: nothing was tried" null "$(json no-runtime .processes)"

for bad in --format=xml --for=10s --for=never --nonsense; do
	expect_status "doctor $bad" 2 "$v8scope" doctor "$bad"
	expect_equal "lines of the error" 1 "$(wc -l <"$work/err")"
done
expect_status "doctor --for=0s" 2 "$v8scope" doctor --for=0s -- /bin/true
expect_status "onto a full disk" 15 sh -c "'$v8scope' doctor >/dev/full"

# As text: the same findings.
expect_status "as text" 21 "$v8scope" doctor -- "$hosts/host_static_v8_plain"
expect_match "the problem" '^PROBLEM  .*contains V8' "$work/out"
expect_match "what to do" '^ +-> .*v8scope' "$work/out"
expect_status "as text" 0 "$v8scope" doctor -- "$experiment" --iterations=20000
expect_match "the last line" '^It works: ' <(tail -n 1 "$work/out")

# Each JSON against the schema.
printf '%s\n' '#!/bin/sh' "for f in '$work'/*.json; do cat \"\$f\"; printf '\\0'; done" >"$work/print"
chmod +x "$work/print"
status=0
python3 "$source_dir/tests/unit/render/validate.py" "$source_dir/docs/doctor.schema.json" \
	"$work/print" >"$work/validated" || status=$?
[ "$status" = 0 ] || [ "$status" = 77 ] || fail "the schema: $(cat "$work/validated")"
tail -n 1 "$work/validated"

expect_equal "left in the temporary directory" "" "$(ls -A "$work/tmp")"
expect_equal "sessions left behind" 0 "$(lttng --no-sessiond list 2>/dev/null | grep -c "$work" || true)"
