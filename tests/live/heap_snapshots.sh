#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# record --snapshot with a program that knows how many promises it leaks: each handle's id is
# that of a node of the snapshot, and of as many promises as there are.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/snapshots.sh"
use_sessiond

record end --snapshot -- "$experiment" --iterations=10000
expect_equal "status" ok "$(snapshot_event end status)"
file=$(snapshot_event end path)
expect_equal "its directory" "$work/end/snapshots" "$(dirname "$file")"
expect_equal "mode of the directory" 700 "$(stat -c %a "$work/end/snapshots")"
expect_equal "mode of the file" 600 "$(stat -c %a "$file")"
expect_equal "bytes of the file" "$(stat -c %s "$file")" "$(snapshot_event end bytes)"
expect_equal "handles" "$(printed end handles)" "$(snapshot_event end handles)"
# The census that goes with it comes first, and shows the same.
census=$(snapshot_event end census_id)
events end | grep " v8:census_end: .* census_id = $census," >"$work/census"
expect_match "the census" "handles = $(printed end handles)," "$work/census"
scope=$(events end | grep " v8:census_scope: .* census_id = $census," |
	sed -E 's/.* scope_id = ([0-9]+),.* handles = ([0-9]+),.*/\2 \1/' | sort -n | tail -n 1)
identified end heap_snapshot_handles "scope_id=${scope#* }" >"$work/ids"
expect_equal "ids of the scope's handles" "${scope% *}" "$(wc -l <"$work/ids")"
expect_equal "handles to promises: two each" "$((2 * $(printed end promises)))" \
	"$(names end "$work/ids" '"Promise"')"
sort -u "$work/ids" >"$work/distinct"
expect_equal "promises" "$(printed end promises)" "$(names end "$work/distinct" '"Promise"')"
expect_equal "ids that are no node's" 0 "$(names end "$work/distinct" '?')"
identified end heap_snapshot_globals >"$work/globals"
expect_equal "the global is the module" 1 \
	"$(names end "$work/globals" '"system / SourceTextModule"')"
report end
expect_equal "verdict" leak "$(isolate end .verdict)"

# With and without, the same is reported: the collection is V8's snapshot's own.
record without -- "$experiment" --iterations=10000
report without
expect_within "growth" "$(isolate without .growth_bytes)" "$(isolate end .growth_bytes)" 5
expect_equal "snapshots without --snapshot" 0 "$(events without | grep -c heap_snapshot || true)"
[ ! -e "$work/without/snapshots" ] || fail "a directory for snapshots that nobody wanted"

# Scopes of 20,000 iterations that close, one after the other: the largest is kept, one file.
record batches --snapshot -- "$experiment" --scope=batch:4000 --iterations=12000
expect_equal "files of several snapshots" 1 "$(find "$work/batches/snapshots" -type f | wc -l)"
[ -e "$(events batches | grep ' v8:heap_snapshot: ' | tail -n 1 |
	sed -E 's/.* path = "([^"]*)".*/\1/')" ] || fail "the last snapshot's file is gone"

# Out of memory: the snapshot was taken before, and V8's own end is as it was.
status=0
"$experiment" --heap-limit=24 >/dev/null 2>&1 || status=$?
expect_status "near the heap limit" "$status" "$v8scope" record -o "$work/limit" \
	--snapshot=heap-limit -- "$experiment" --heap-limit=24
expect_equal "near the heap limit: status" ok "$(snapshot_event limit status)"
identified limit heap_snapshot_handles >"$work/ids"
expect_equal "ids of all handles" "$(snapshot_event limit handles)" "$(wc -l <"$work/ids")"
expect_at_least "handles to promises" 100000 "$(names limit "$work/ids" '"Promise"')"

# Every id of two million handles arrives.
record many --snapshot -- "$experiment" --iterations=106000
expect_at_least "handles" 2000000 "$(snapshot_event many handles)"
identified many heap_snapshot_handles >"$work/ids"
expect_equal "ids of all of them" "$(snapshot_event many handles)" "$(wc -l <"$work/ids")"
rm -rf "$work"/{many,many.events}

# What goes wrong is said, and the program runs to its end.
session=$(session_name)
lttng create "$session" --output="$work/none" >/dev/null
lttng enable-event -u -s "$session" --loglevel=INFO 'v8:*' >/dev/null
lttng start "$session" >/dev/null
for dir in "$work/no-such-directory" relative; do
	V8SCOPE_SNAPSHOT=end V8SCOPE_SNAPSHOT_DIR=$dir LD_PRELOAD=$build/lib/libv8scope.so \
		"$experiment" --iterations=5000 >"$work/out" ||
		fail "a missing directory harmed the program"
	expect_match "$dir: the program's output" 'iterations=5000' "$work/out"
done
lttng destroy "$session" >/dev/null
events none | grep ' v8:heap_snapshot: ' >"$work/said"
expect_match "a directory that is not there" 'status = "No such file or directory"' "$work/said"
expect_match "a directory that is not absolute" 'status = "V8SCOPE_SNAPSHOT_DIR is not set"' \
	"$work/said"

for when in sometimes INT 9 0 RTMIN+99 ''; do
	expect_status "--snapshot=$when" 2 "$v8scope" record "--snapshot=$when" -- /bin/true
	expect_equal "lines of the error" 1 "$(wc -l <"$work/err")"
done

# statuses NAME DIR: of each of its snapshots in DIR, a comma after each. A session by lttng alone
# records what else is running, too.
statuses() {
	events "$1" | grep " v8:heap_snapshot: .* path = \"$2/" | sed -E 's/.* status = "([^"]*)".*/\1/' |
		tr '\n' ','
}

mkdir "$work/disk"
if mount -t tmpfs -o size=20m tmpfs "$work/disk" 2>/dev/null; then
	cleanup() {
		umount "$work/disk"
		cleanup_work
	}
	trap cleanup EXIT
	session=$(session_name)
	lttng create "$session" --output="$work/full" >/dev/null
	lttng enable-event -u -s "$session" --loglevel=INFO 'v8:*' >/dev/null
	lttng start "$session" >/dev/null
	V8SCOPE_SNAPSHOT=end V8SCOPE_SNAPSHOT_DIR=$work/disk \
		LD_PRELOAD=$build/lib/libv8scope.so "$experiment" --iterations=30000 \
		>"$work/out" || fail "a full disk harmed the program"
	lttng destroy "$session" >/dev/null
	# The last one, of an isolate without its leak, is small enough.
	expect_equal "a full disk: statuses" "No space left on device,ok," \
		"$(statuses full "$work/disk")"
	expect_equal "a full disk: files left" 1 "$(find "$work/disk" -type f | wc -l)"
	expect_match "a full disk: the program ran" 'iterations=30000' "$work/out"
else
	echo "not tested on a full disk: cannot mount here"
fi
(
	ulimit -f 1000
	record limited --snapshot -- "$experiment" --iterations=5000
)
expect_match "a limit on the size of files" '^File too large,' <(statuses limited "$work/limited/snapshots")
