#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The doctor for an ordinary user: with and without a session daemon of its own, and of programs
# that gain rights. Needs root to become somebody else: 77 (skipped) otherwise.
. "$(dirname "$0")/lib.sh"
[ "$(id -u)" = 0 ] || exit 77

. "$(dirname "$0")/ordinary_user.sh"
as_nobody "$work/home" test -x "$v8scope" ||
	{ echo "the build folder is not an ordinary user's to read" && exit 77; }

stop_daemon() {
	if [ -f "$work/home/.lttng/lttng-sessiond.pid" ]; then
		kill "$(cat "$work/home/.lttng/lttng-sessiond.pid")"
	fi
	cleanup_work
}
trap stop_daemon EXIT

# ids SEVERITY: of the findings in $work/out.
ids() {
	jq -r "[.findings[] | select(.severity == \"$1\") | .id] | unique | join(\" \")" "$work/out"
}

expect_status "no daemon yet" 0 as_nobody "$work/home" "$v8scope" doctor --format=json
expect_equal "no daemon yet: notes" daemon.none "$(ids note)"
expect_status "no home" 120 as_nobody /nonexistent "$v8scope" doctor --format=json
expect_equal "no home: problems" daemon.home "$(ids problem)"
expect_status "no home, with a command" 120 as_nobody /nonexistent "$v8scope" doctor --format=json \
	-- /bin/true
expect_equal "no home, with a command: problems" daemon.missing "$(ids problem)"
expect_equal "no home, with a command: nothing was tried" null "$(jq -r .processes "$work/out")"
expect_status "no lttng-sessiond" 120 as_nobody "$work/home" \
	env LTTNG_SESSIOND_PATH=/nonexistent "$v8scope" doctor --format=json
expect_equal "no lttng-sessiond: problems" daemon.missing "$(ids problem)"

expect_status "with a daemon of its own" 0 as_nobody "$work/home" "$v8scope" doctor --format=json \
	-- "$experiment" --iterations=20000
expect_equal "with a daemon of its own: problems" "" "$(ids problem)"

# Root's programs that run with root's rights.
cp "$experiment" "$work/setuid"
chmod 4755 "$work/setuid"
expect_status "setuid" 21 as_nobody "$work/home" "$v8scope" doctor --format=json \
	-- "$work/setuid" --iterations=100
expect_equal "setuid: problems" program.setuid "$(ids problem)"
expect_status "setuid, for its owner" 0 "$v8scope" doctor -- "$work/setuid" --iterations=20000
if command -v setcap >/dev/null; then
	cp "$experiment" "$work/capable"
	setcap cap_net_raw+ep "$work/capable"
	expect_status "file capabilities" 21 as_nobody "$work/home" "$v8scope" doctor \
		--format=json -- "$work/capable" --iterations=100
	expect_equal "file capabilities: problems" program.setuid "$(ids problem)"
fi
