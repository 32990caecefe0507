// SPDX-License-Identifier: MIT
// Loaded by every node that `v8scope record` starts, workers included, before the program
// (NODE_OPTIONS=--require). Attaches v8scope, and tells it when the program ends. Where addons
// are not allowed, the program runs without.
'use strict';

function attach() {
	const addon = { exports: {} };
	const limit = process.getMaxListeners();

	process.dlopen(addon, require('path').join(__dirname, 'v8scope.node'));
	// One listener more must not make the program's own listeners too many.
	if (limit > 0) {
		process.setMaxListeners(limit + 1);
	}
	process.on('exit', () => addon.exports.finish());
}

try {
	attach();
} catch (error) {
	if (process.env.V8SCOPE_DEBUG) {
		process._rawDebug(`v8scope: not attached to node: ${error.message}`);
	}
}
