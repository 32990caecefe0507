// SPDX-License-Identifier: MIT
// node run.js ADDON WAY [TURNS [TIMES]]: lets the addon at that path call an async function
// TIMES times in each of so many turns of the event loop, e.g.
//     v8scope record -- node run.js build/node_addon/v8_addon.node outerScope 1 500000
//
// node run.js javascript WAY [TURNS [TIMES]]: the same without an addon; WAY is "keep" or
// "forget".
'use strict';

const path = require('path');

globalThis.kept = new Map();
const ways = {
	keep(fn, times) {
		for (let i = 0; i < times; i++) {
			globalThis.kept.set(globalThis.kept.size, fn()); // LEAK: never deleted
		}
	},
	forget(fn, times) {
		for (let i = 0; i < times; i++) {
			fn();
		}
	},
};

function load(name) {
	return name === 'javascript' ? ways : require(path.resolve(name));
}

async function work() {
	return 'hello world';
}

const [name, way, turns = '500', times = '200'] = process.argv.slice(2);
const addon = load(name);

function turn(left) {
	addon[way](work, Number(times));
	if (left > 1) {
		setImmediate(turn, left - 1);
	} else {
		console.log(`way=${way} calls=${turns * times}`);
	}
}

// In a turn of its own: what came before is the program's start.
setImmediate(turn, Number(turns));
