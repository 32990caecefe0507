#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The JavaScript that called what holds handles: its functions, its file and the lines on
# which they begin, for scopes by V8's API and by Node-API, and for references; through
# recursion, callbacks of V8's own functions, async functions, eval and worker threads.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"

long=$(printf 'n%.0s' {1..300})
locals=$(seq -s ' ' -f 'local%g' 1 90)
# The lines that are looked for say themselves what is on them.
cat >"$work/app.js" <<END
'use strict';
const worker = require('worker_threads');
const [addon, way, times] = worker.workerData || [require(process.argv[2]),
	process.argv[3], Number(process.argv[4])];
const native = typeof addon === 'string' ? require(addon) : addon;
async function work() { return 1; }
function leaf(depth) { // AT leaf
	if (depth > 0) {
		return leaf(depth - 1); // AT recursion
	}
	native[way](work, times); // AT native
}
const $long = () => { // AT $long
	leaf(2); // AT call
};
function ${locals%% *}_scope() { // AT many
	let ${locals// /, };
	const use = () => [${locals// /, }];
	$long();
	return use;
}
class Thing {
	method() { // AT method
		[1].forEach((one) => ${locals%% *}_scope()); // AT arrow
	}
}
async function later() { // AT later
	await null;
	eval('\\n(function evaluated(thing) {\\n\\treturn thing.method();\\n})')(new Thing());
}
setImmediate(() => later());
END
cat >"$work/threads.js" <<'END'
new (require('worker_threads').Worker)(`${__dirname}/app.js`,
	{ workerData: [process.argv[2], process.argv[3], Number(process.argv[4])] });
END

# line TEXT: the number of the line of the program that says "AT TEXT".
line() {
	grep -n -- "// AT $1\$" "$work/app.js" | cut -d: -f1
}

# called NAME KIND: "function file:line" of the program's own frames below the largest such holder.
called() {
	json "$1" "[.processes[0].isolates[].holders[] | select(.kind == \"$2\")] | max_by(.handles)
		.javascript_stack | map(select((.file // \"\") | contains(\"app.js\")) |
		\"\(.function) \(.file | sub(\"/.*/\"; \"\")):\(.line)\") | join(\" < \")"
}

leaf="leaf app.js:$(line leaf)"
truth="$leaf < $leaf < $leaf < ${long:0:127} app.js:$(line "$long")"
truth+=" < local1_scope app.js:$(line many) < null app.js:$(line arrow)"
truth+=" < method app.js:$(line method) < evaluated eval in app.js:2 < later app.js:$(line later)"

# expect_called NAME KIND
expect_called() {
	report "$1"
	expect_equal "$1: what called it" "$truth" "$(called "$1" "$2")"
	# V8's own function is named, and has no script.
	expect_equal "$1: file of forEach" null "$(json "$1" "[.processes[0].isolates[].holders[] |
		select(.kind == \"$2\")] | max_by(.handles).javascript_stack[] |
		select(.function == \"forEach\").file")"
	rm -rf "${work:?}/$1"
}

for version in 18 20 22 24 26; do
	fetch "$version"
	addons "$version"
	node=$(node_dir "$version")/bin/node
	built=$nodes/$version/addons/node_addon

	# V8 14 inlines the scope: it is seen when a collection looks, not when it opens.
	record "scope-$version" -- "$node" "$work/app.js" "$built/v8_addon.node" outerScope 200000
	expect_called "scope-$version" handle_scope
	record "global-$version" -- "$node" "$work/app.js" "$built/v8_addon.node" persistent 20000
	expect_called "global-$version" global
	record "napi-$version" --detail=scopes -- \
		"$node" "$work/app.js" "$built/napi_addon.node" outerScope 20000
	babeltrace2 "$work/napi-$version" >"$work/events"
	expect_match "napi-$version: a scope that opens" \
		'handle_scope_open.* javascript_stack_id = [1-9]' "$work/events"
	expect_called "napi-$version" handle_scope
	record "ref-$version" -- "$node" "$work/app.js" "$built/napi_addon.node" reference 20000
	expect_called "ref-$version" napi_ref
	# Where they stood is known of functions of which V8 had kept that; here of all.
	record "now-$version" -- "$node" --no-enable-lazy-source-positions \
		"$work/app.js" "$built/v8_addon.node" persistent 20000
	report "now-$version"
	expect_equal "now-$version: where the callers stood" \
		"$(line native) $(line recursion) $(line recursion) $(line call)" \
		"$(json "now-$version" '[.processes[0].isolates[].holders[] |
			select(.kind == "global")] | max_by(.handles).javascript_stack[:4] |
			map(.now_line | tostring) | join(" ")')"
	rm -rf "$work/now-$version"
	record "worker-$version" -- \
		"$node" "$work/threads.js" "$built/napi_addon.node" reference 20000
	expect_called "worker-$version" napi_ref
done

# An embedder, whose script is told to begin on its 101st line.
for nested in 0 2; do
	record "host-$nested" -- "$hosts/host_javascript" "$nested"
	report "host-$nested"
done
expect_match "host: function" '^.*leak' <(holder host-2 .function)
expect_equal "host: what called it" "again embedded.js:102 < enter embedded.js:101 < again \
embedded.js:102 < enter embedded.js:101" "$(holder host-2 '.javascript_stack |
	map("\(.function) \(.file):\(.line)") | join(" < ")')"
expect_match "host: function below no JavaScript" '^.*leak' <(holder host-0 .function)
expect_equal "host: what called it below no JavaScript" "[]" \
	"$(holder host-0 '.javascript_stack | tostring')"
