#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is installed under a prefix works from there.
. "$(dirname "$0")/lib.sh"

cmake --install "$build" --prefix "$work/prefix" >"$work/install.log"
v8scope=$work/prefix/bin/v8scope
record leak -- "$experiment" --iterations=20000
report leak
expect_equal verdict leak "$(isolate leak .verdict)"
same_as_built() {
	cmp "$build/share/$1" "$work/prefix/share/$2" || fail "$2 is not installed"
	echo "ok: $2 is installed"
}
for page in "$build"/share/man/man1/*; do
	same_as_built "man/man1/${page##*/}" "man/man1/${page##*/}"
done
MANPATH=$work/prefix/share/man man -w v8scope-record >/dev/null || fail "man does not find the page"
same_as_built bash-completion/completions/v8scope bash-completion/completions/v8scope
same_as_built zsh/site-functions/_v8scope zsh/site-functions/_v8scope
plugins=$(dirname "$(find "$work/prefix" -name 'babeltrace-plugin-v8scope.so')")
babeltrace2 --plugin-path="$plugins" help sink.v8scope.report >"$work/help"
expect_match "the installed plugin's help" 'sink.v8scope.report' "$work/help"
expect_match "the linker's flags" "$(find "$work/prefix" -name libv8scope-wrap.a)" \
	<("$v8scope" link-flags)
