// SPDX-License-Identifier: MIT
// speedscope_import.js PACKAGE FILE...: what speedscope makes of each file, as lines of JSON. Its
// package has its importer only inside the page's script. That is run here up to where it would
// show the page, with an empty stand-in for the browser.
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const [folder, ...files] = process.argv.slice(2);

// Whatever is asked of it, it is there and does nothing.
function nothing() {
	return new Proxy(function () {}, {
		get: (target, key) => (key === Symbol.toPrimitive ? () => "" : nothing()),
		set: () => true,
		apply: () => nothing(),
	});
}

function loadImporter() {
	const release = path.join(folder, "dist", "release");
	const name = fs.readdirSync(release).find((file) => /^speedscope-\w+\.js$/.test(file));
	const source = fs.readFileSync(path.join(release, name), "utf8");
	const importer = /loadFileFromBase64:\([\w$]+,[\w$]+\)=>\{this\.loadProfile\(\(\)=>([\w$]+)\(/.exec(source);
	const end = source.lastIndexOf("console.log(`speedscope v");

	if (!importer || end < 0) {
		throw new Error(`${name}: not the script that this test knows`);
	}
	const browser = {
		console: { log() {}, warn: console.warn, error: console.error },
		document: nothing(),
		location: { hash: "", protocol: "file:", href: "file:///speedscope" },
		navigator: { userAgent: "", platform: "" },
		matchMedia: () => ({ matches: false, addListener() {}, addEventListener() {} }),
		addEventListener() {},
		TextDecoder, TextEncoder, URL, atob, btoa, setTimeout,
	};
	browser.window = browser;
	browser.self = browser;
	vm.createContext(browser);
	vm.runInContext(`${source.slice(0, end)}globalThis.importer=${importer[1]};})();`, browser);
	return browser.importer;
}

// The call stacks with their own weight, outermost first.
function stacksOf(profile) {
	const stacks = [];
	const open = [];

	profile.forEachCall(
		(node, value) => {
			open.push({ frame: node.frame, begin: value, inner: 0 });
		},
		(node, value) => {
			const call = open.pop();
			const total = value - call.begin;

			if (total > call.inner) {
				stacks.push({
					frames: [...open, call].map(({ frame }) => ({
						name: frame.name, file: frame.file, line: frame.line,
					})),
					weight: total - call.inner,
				});
			}
			if (open.length > 0) {
				open[open.length - 1].inner += total;
			}
		},
	);
	return stacks;
}

async function main() {
	const importer = loadImporter();

	for (const file of files) {
		const group = await importer(path.basename(file), fs.readFileSync(file).toString("base64"));

		console.log(JSON.stringify(group && group.profiles.map((profile) => ({
			name: profile.getName(),
			unit: profile.getWeightUnit(),
			total: profile.getTotalNonIdleWeight(),
			stacks: stacksOf(profile),
		}))));
	}
}

main().catch((error) => {
	console.error(error);
	process.exit(1);
});
