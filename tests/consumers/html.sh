#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The page opens in Chromium without an error, offline; filter, chart and flame graph answer; names
# are not read as markup. What it draws its chart with is what npm has.
here=$(dirname "$(realpath "$0")")
# shellcheck source=../live/lib.sh
source "$here/../live/lib.sh"
# shellcheck source=../live/node.sh
source "$here/../live/node.sh"
uplot=1.6.32

command -v chromium >/dev/null || skip "no chromium to show the page in"

# browse PAGE [OPTION...]: the document as it became, on standard output.
browse() {
	timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
		--user-data-dir="$work/profile" --enable-logging=stderr --virtual-time-budget=5000 \
		--window-size=1200,1000 "${@:2}" "file://$1" 2>"$work/browser.log" ||
		fail "chromium does not show $1: $(tail -n 5 "$work/browser.log")"
}

# open_page WHAT FILE: to $work/dom; it was drawn to its end, and nobody complained.
open_page() {
	browse "$2" --dump-dom >"$work/dom"
	grep -q '<html[^>]* data-drawn="yes"' "$work/dom" ||
		fail "$1 was not drawn: $(grep CONSOLE "$work/browser.log")"
	! grep -q 'CONSOLE' "$work/browser.log" ||
		fail "$1: $(grep CONSOLE "$work/browser.log")"
	echo "ok: $1 is drawn"
}

# seen NAME: what the page's user saw.
seen() {
	sed -nE "s/^<html[^>]* data-$1=\"([^\"]*)\".*/\1/p" "$work/dom"
}

"$v8scope" report "$source_dir/demos/traces/async-outer" --format=html -o "$work/leak.html"
{
	sed '/^<\/body>$/,$d' "$work/leak.html"
	printf '<script>\n%s\n</script>\n</body>\n</html>\n' "$(cat "$here/page_user.js")"
} >"$work/used.html"
open_page "a recorded leak" "$work/used.html"
! grep -q '<h2>Promises over time' "$work/dom" || fail "promises are drawn of which nothing is known"
expect_match "its verdict is shown" '>verdict: leak<' "$work/dom"
expect_match "its advice is shown" 'class="advice">Open a HandleScope inside the loop' "$work/dom"
expect_match "what its object lacks is shown" \
	'class="advice">[^<]*v8heapexperiment: There is no such object' "$work/dom"
expect_equal "rows" 1 "$(seen rows)"
expect_equal "rows of a filter that matches none" 0 "$(seen filtered)"
expect_equal "rows of one that matches" 1 "$(seen matched)"
expect_equal "frames of the flame graph" 7 "$(seen frames)"
expect_equal "frames from the third on" 5 "$(seen opened)"
[[ $(seen hovered) =~ ^[^|]+\|[0-9.]+\ MiB\|[0-9.]+\ MiB$ ]] ||
	fail "the chart does not tell its values under the mouse: '$(seen hovered)'"
echo "ok: the chart tells its values under the mouse: $(seen hovered)"
browse "$work/leak.html" --screenshot="$work/leak.png" >/dev/null
expect_at_least "bytes of a picture of it" 20000 "$(stat -c %s "$work/leak.png")"

"$v8scope" report "$source_dir/demos/traces/sync-outer" --format=html -o "$work/latent.html"
open_page "handles without bytes" "$work/latent.html"
expect_match "they are drawn as such" '<button[^>]* title="\[handle_scope\]' "$work/dom"

"$build/tests/write_samples" html >"$work/samples"
number=0
curves=0
while IFS= read -r -d '' document; do
	number=$((number + 1))
	printf '%s' "$document" >"$work/sample.html"
	open_page "sample $number" "$work/sample.html"
	expect_match "its title is its own" '<title>v8scope report</title>' "$work/dom"
	grep -q '<p>Note: the end is missing' "$work/dom" && gaps=shown
	! grep -q '<img' "$work/dom" || fail "sample $number: a name became an element"
	if grep -q 'class="chart promises"' "$work/dom"; then
		curves=$((curves + 1))
		expect_match "their legend" 'class="chart promises".*class="u-label">held<' "$work/dom"
		expect_match "a phase" \
			'<td>\(before the first mark\)</td><td class="number">0.000</td><td class="number">not known<' \
			"$work/dom"
	fi
done <"$work/samples"
expect_at_least "samples" 8 "$number"
expect_equal "what a trace lacks" shown "${gaps:-not shown}"
expect_equal "samples with curves of promises" 2 "$curves"

fetch_package uplot "$uplot"
package=$(package_dir uplot "$uplot")
vendored=$source_dir/analysis/render/html
cmp "$package/dist/uPlot.iife.min.js" "$vendored/uPlot.iife.min.js"
cmp "$package/dist/uPlot.min.css" "$vendored/uPlot.min.css"
cmp "$package/LICENSE" "$vendored/uPlot.LICENSE"
echo "ok: uPlot is that of npm"
