// SPDX-License-Identifier: MIT
// node compare.js REPORT SNAPSHOT NODE MIX: compares the types that a report gives for the
// largest scope with what two heap snapshots say: those edges of "(Handle scope)" that are in
// SNAPSHOT.after and not in SNAPSHOT.before. Prints a table; fails where a share is off by more
// than 2 percentage points.
'use strict';

const fs = require('fs');

const POINTS = 2;
// Few large arrays can be most of a type's; a sample of them is not that good.
const BACKING_PERCENT = 30;
// All of so few handles are looked at: nothing is estimated.
const EXACT = 8192;
const [report, snapshot, node, mix] = process.argv.slice(2);

function read(path) {
	const { nodes, edges, strings, snapshot: { meta } } = JSON.parse(fs.readFileSync(path, 'utf8'));
	const nf = meta.node_fields;
	const ef = meta.edge_fields;
	const types = meta.node_types[nf.indexOf('type')];
	const edgeTypes = meta.edge_types[ef.indexOf('type')];
	const ids = new Map();
	const all = [];
	let edge = 0;
	for (let at = 0; at < nodes.length; at += nf.length) {
		const field = (name) => nodes[at + nf.indexOf(name)];
		const one = {
			type: types[field('type')], name: strings[field('name')], id: field('id'),
			size: field('self_size'), firstEdge: edge,
			edges: field('edge_count'),
		};
		edge += one.edges;
		all.push(one);
		ids.set(one.id, one);
	}
	const edgesOf = (one) => Array.from({ length: one.edges }, (_, i) => {
		const at = (one.firstEdge + i) * ef.length;
		const type = edgeTypes[edges[at + ef.indexOf('type')]];
		const name = edges[at + ef.indexOf('name_or_index')];
		return {
			type,
			name: type === 'element' || type === 'hidden' ? name : strings[name],
			to: all[edges[at + ef.indexOf('to_node')] / nf.length],
		};
	});
	const roots = all.find((one) => one.type === 'synthetic' && one.name === '(Handle scope)');
	return { all, ids, edgesOf, handles: edgesOf(roots).map((each) => each.to) };
}

const classes = {
	Promise: 'JSPromise', Array: 'JSArray', Object: 'JSObject', Map: 'JSMap',
	ArrayBuffer: 'JSArrayBuffer', Float64Array: 'JSTypedArray',
};
const kinds = {
	closure: 'JSFunction', string: 'String', 'concatenated string': 'String',
	'sliced string': 'String', number: 'HeapNumber',
};

function typeOf(one) {
	return kinds[one.type] ?? (one.type === 'object' ? classes[one.name] : undefined) ?? `(${one.name})`;
}

function count(map, key, by = 1) {
	map.set(key, (map.get(key) ?? 0) + by);
}

// How many objects have a backing store as theirs.
function owners(heap) {
	const uses = new Map();
	for (const one of heap.all) {
		for (const edge of heap.edgesOf(one)) {
			if (edge.type === 'internal' && /^(elements|properties)$/.test(edge.name)) {
				count(uses, edge.to.id);
			}
		}
	}
	return uses;
}

function measure() {
	const before = new Map();
	const after = read(`${snapshot}.after`);
	const uses = owners(after);
	const seen = new Set();
	const types = new Map();
	read(`${snapshot}.before`).handles.forEach((one) => count(before, one.id));
	for (const one of after.handles) {
		const type = typeOf(one);
		// Those of V8's own that its compiler threads hold just now, in scopes of theirs.
		if (/^(code|hidden|object shape|array|synthetic)$/.test(one.type)) {
			continue;
		}
		if ((before.get(one.id) ?? 0) > 0) {
			count(before, one.id, -1);
			continue;
		}
		if (!types.has(type)) {
			types.set(type, { slots: 0, objects: 0, bytes: 0, backing: 0 });
		}
		const sums = types.get(type);
		sums.slots++;
		if (seen.has(one.id)) {
			continue;
		}
		seen.add(one.id);
		sums.objects++;
		sums.bytes += one.size;
		for (const edge of after.edgesOf(one)) {
			if (edge.type === 'internal' && /^(elements|properties)$/.test(edge.name) &&
				uses.get(edge.to.id) === 1) {
				sums.backing += edge.to.size;
			}
		}
	}
	return types;
}

function reported() {
	const holders = JSON.parse(fs.readFileSync(report, 'utf8')).processes[0].isolates[0].holders;
	const scope = holders.filter((holder) => holder.kind === 'handle_scope')
		.sort((a, b) => b.handles - a.handles)[0];
	const types = new Map();
	for (const type of scope?.types ?? []) {
		types.set(type.type, { slots: type.slots, objects: type.objects,
			bytes: type.shallow_bytes, backing: type.backing_bytes });
	}
	return types;
}

function total(types, what) {
	return [...types.values()].reduce((sum, type) => sum + type[what], 0);
}

const expected = measure();
const actual = reported();
// Snapshots leave out undefined, true and their like.
actual.delete('Oddball');
const nothing = { slots: 0, objects: 0, bytes: 0, backing: 0 };
let wrong = 0;

function row(type, what, sampled, truth, unit, limit) {
	const difference = sampled - truth;
	const bad = !(Math.abs(difference) <= limit);
	wrong += bad;
	console.log(`${node.padEnd(8)}${mix.padEnd(12)}${type.padEnd(15)}${what.padEnd(9)}` +
		`${sampled.toFixed(unit === '%' ? 2 : 0).padStart(10)}` +
		`${truth.toFixed(unit === '%' ? 2 : 0).padStart(10)}` +
		`${difference.toFixed(unit === '%' ? 2 : 0).padStart(9)} ${unit}${bad ? '  WRONG' : ''}`);
}

for (const type of [...new Set([...expected.keys(), ...actual.keys()])].sort()) {
	const e = expected.get(type) ?? nothing;
	const a = actual.get(type) ?? nothing;
	for (const what of ['slots', 'bytes']) {
		row(type, what, 100 * a[what] / total(actual, what), 100 * e[what] / total(expected, what),
			'%', POINTS);
	}
	if (e.backing > 0 || a.backing > 0) {
		const limit = Math.max(0.02 * total(expected, 'backing'),
			e.backing * BACKING_PERCENT / 100,
			// Four standard deviations, where few of a type are looked at.
			4 * e.backing / Math.sqrt(e.objects * EXACT / total(expected, 'slots')));
		row(type, 'backing', a.backing, e.backing, 'B',
			total(expected, 'slots') > EXACT ? limit : 0);
	}
}
if (total(expected, 'slots') === 0 || wrong > 0) {
	console.log(`${node} ${mix}: ${wrong} wrong, of ${total(expected, 'slots')} handles`);
	process.exitCode = 1;
}
