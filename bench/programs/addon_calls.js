// SPDX-License-Identifier: MIT
// node addon_calls.js ADDON WAY TURNS TIMES: lets the addon call an async function TIMES times in
// each of so many turns of the event loop. Prints ns=: wall clock time for one call.
'use strict';

const path = require('path');

const [file, way, turns, times] = process.argv.slice(2);
const addon = require(path.resolve(file));
const warmUp = 10;
let begin;

async function work() {
	return 'hello world';
}

function turn(number) {
	if (number === warmUp) {
		begin = process.hrtime.bigint();
	}
	addon[way](work, Number(times));
	if (number < warmUp + Number(turns) - 1) {
		setImmediate(turn, number + 1);
	} else {
		const ns = Number(process.hrtime.bigint() - begin);
		console.log(`ns=${(ns / (turns * times)).toFixed(2)}`);
	}
}

setImmediate(turn, 0);
