// SPDX-License-Identifier: MIT
// node use_swc.js PACKAGE: compiles the package's own JavaScript in several ways, on the main
// thread and on others, and source that is none.
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const [package_] = process.argv.slice(2);
const swc = require(package_);

function digest(text) {
	return `${text.length} ${crypto.createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

const sources = ['index.js', 'spack.js', 'util.js', 'Visitor.js'].map((name) =>
	fs.readFileSync(path.join(package_, name), 'utf8'));
const toOldJavaScript = { jsc: { target: 'es5' }, module: { type: 'commonjs' }, sourceMaps: true };
const typescript = `enum Day { Mon, Tue }
	export const next = async (x: Day) => (await x) as Day ?? Day.Mon;`;

(async () => {
	for (const source of sources) {
		console.log(digest(swc.transformSync(source, toOldJavaScript).code));
		console.log(digest((await swc.minify(source, { compress: true, mangle: true })).code));
		console.log(digest(JSON.stringify(swc.parseSync(source))));
	}
	const compiled = await Promise.all(Array.from({ length: 300 }, (_, i) =>
		swc.transform(`${typescript} export const n = ${i};`, {
			jsc: { parser: { syntax: 'typescript' }, target: 'es2015' },
		})));
	console.log(digest(compiled.map((output) => output.code).join('')));
	for (let i = 0; i < 1000; i++) {
		swc.transformSync('let a = (b) => b ?? 1;', { jsc: { target: 'es5' } });
	}
	await swc.transform('let = = 1;', {}).catch((error) => console.error(error.message));
	process.exitCode = 3;
})();
