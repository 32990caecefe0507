// SPDX-License-Identifier: MIT
// Asks the addon for one key after another, and prints how the heap does.
'use strict';

const { lookup } = require('./lookup.node');

let answered = 0;

function printHeap() {
	const heap = process.memoryUsage().heapUsed / 1048576;
	console.log(`${answered} lookups, heap ${heap.toFixed(1)} MiB`);
}

function ask(key) {
	const asked = { key, length: 0 };
	lookup(key, (length) => {
		asked.length = length;
		answered++;
		if (answered % 20000 === 0) {
			printHeap();
		}
		if (answered < 80000) {
			ask(`/users/${answered}`);
		}
	});
}

printHeap();
ask('/users/0');
