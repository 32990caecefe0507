# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Sourced after lib.sh by tests that run as root: an ordinary user, whose home is $work/home.
# shellcheck disable=SC2154 # lib.sh's
chmod 755 "$work"
mkdir "$work/home"
chown nobody "$work/home"

# as_nobody HOME COMMAND...
as_nobody() {
	local home=$1
	shift
	setpriv --reuid=nobody --regid=nogroup --clear-groups \
		env -u XDG_RUNTIME_DIR HOME="$home" LTTNG_HOME="$home" TMPDIR=/tmp "$@"
}
