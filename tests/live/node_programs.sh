#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Whole programs on stock node: what they print and how they exit is theirs; workers have
# reports of their own, those that are terminated too; a worker out of memory is node's affair, and so is what processes say
# to each other.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/node.sh"

cat >"$work/leak.js" <<'END'
globalThis.kept = [];
function turn() {
	for (let i = 0; i < 100; i++) {
		globalThis.kept.push({ payload: new Array(8).fill(i) });
	}
	if (globalThis.kept.length < 60000) {
		setImmediate(turn);
	} else {
		process.exit(7);
	}
}
turn();
END
cat >"$work/workers.js" <<'END'
const { Worker } = require('worker_threads');
const worker = new Worker(`${__dirname}/leak.js`);
worker.on('exit', (code) => {
	console.log(`exited with ${code}`);
	const idle = new Worker('setInterval(() => {}, 10)', { eval: true });
	idle.on('exit', () => console.log('terminated'));
	idle.on('online', () => setTimeout(() => idle.terminate(), 300));
});
END
cat >"$work/memory.js" <<'END'
const { Worker } = require('worker_threads');
const worker = new Worker(`
	const kept = [];
	function turn() {
		for (let i = 0; i < 1000; i++) { kept.push(new Array(100).fill(i)); }
		setImmediate(turn);
	}
	turn();`, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 20 } });
worker.on('error', (error) => console.log(error.code));
END
cat >"$work/listeners.js" <<'END'
for (let i = 0; i < 10; i++) {
	process.on('exit', () => {});
}
console.log(require('child_process').execFileSync(process.execPath, ['-p', '6 * 7'],
	{ encoding: 'utf8' }).trim());
END

cat >"$work/messages.js" <<'END'
const cluster = require('cluster');
const children = 16;
let messages = 0, exits = 0;
if (cluster.isPrimary) {
	for (let i = 0; i < children; i++) {
		cluster.fork().on('message', (message) => {
			messages += message === 'hello';
		}).on('exit', (code) => {
			exits += code === 3;
			if (exits === children) { console.log(`${messages} messages`); }
		});
	}
} else {
	process.send('hello', () => process.exit(3));
}
END

# warnings FILE: node's own, without process ids.
warnings() {
	grep -v '^v8scope: ' "$1" | sed 's/^(node:[0-9]*)//' || true
}

# same NODE NAME [OPTION...]: recorded, a program says what it says alone.
same() {
	local node=$1 name=$2 status=0
	shift 2
	"$node" "$@" "$work/$name.js" >"$work/alone" 2>"$work/alone.err" || status=$?
	expect_status "$name $*" "$status" "$v8scope" record -o "$work/$name" -- \
		"$node" "$@" "$work/$name.js"
	expect_equal "$name: what it says" "$(cat "$work/alone")" "$(cat "$work/out")"
	expect_equal "$name: what it warns of" "$(warnings "$work/alone.err")" \
		"$(warnings "$work/err")"
}

for version in 18 26; do
	fetch "$version"
	node=$(node_dir "$version")/bin/node

	same "$node" leak
	report leak
	expect_equal "exit: verdict" not-handles "$(isolate leak .verdict)"
	expect_at_least "exit: growth" 5000000 "$(isolate leak .growth_bytes)"

	same "$node" workers
	report workers
	expect_equal "workers: isolates" 3 "$(json workers '.processes[0].isolates | length')"
	expect_equal "workers: verdict of the leak" not-handles \
		"$(json workers '.processes[0].isolates | max_by(.growth_bytes).verdict')"

	same "$node" memory
	same "$node" listeners
	same "$node" messages
	report messages
	expect_equal "messages: processes" 17 "$(json messages '.processes | length')"
	rm -rf "$work"/{leak,workers,memory,listeners,messages}
done
same "$node" listeners --permission --allow-fs-read="$work/*" --allow-child-process
