// SPDX-License-Identifier: MIT
// node workers.js ADDON...: one worker after the other loads the addons, calls them and ends,
// until SIGTERM comes.
'use strict';

const {Worker, isMainThread, workerData} = require('worker_threads');
const path = require('path');

const addons = process.argv.slice(2);
let workers = 0;
let terminated = false;

function work() {
	for (const addon of workerData) {
		require(path.resolve(addon)).iterationScope(async () => 'hello world', 200);
	}
}

function next() {
	if (terminated) {
		process.removeAllListeners('SIGTERM');
		console.log(`workers=${workers}`);
		return;
	}
	new Worker(__filename, {workerData: addons}).on('exit', (code) => {
		if (code !== 0) {
			throw new Error(`a worker ended with ${code}`);
		}
		workers++;
		setTimeout(next, 200);
	});
}

if (isMainThread) {
	process.on('SIGTERM', () => {
		terminated = true;
	});
	next();
} else {
	work();
}
