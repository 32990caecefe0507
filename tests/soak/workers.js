// SPDX-License-Identifier: MIT
// node workers.js SECONDS ADDON...: one worker after the other loads the addons, calls them and
// ends.
'use strict';

const {Worker, isMainThread, workerData} = require('worker_threads');
const path = require('path');

const [seconds, ...addons] = process.argv.slice(2);
const end = Date.now() + Number(seconds) * 1000;
let workers = 0;

function work() {
	for (const addon of workerData) {
		require(path.resolve(addon)).iterationScope(async () => 'hello world', 200);
	}
}

function next() {
	if (Date.now() >= end) {
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
	next();
} else {
	work();
}
