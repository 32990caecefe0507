// SPDX-License-Identifier: MIT
// Prints what read_snapshot.c prints, found by other means: by cutting one holder's references
// after another and following all that are left.
'use strict';

const snapshot = JSON.parse(require('fs').readFileSync(process.argv[2], 'utf8'));
const { meta } = snapshot.snapshot;
const width = meta.node_fields.length;
const edgeWidth = meta.edge_fields.length;
const count = snapshot.nodes.length / width;
const node = (i, field) => snapshot.nodes[i * width + meta.node_fields.indexOf(field)];
const type = (i) => meta.node_types[meta.node_fields.indexOf('type')][node(i, 'type')];
const name = (i) => snapshot.strings[node(i, 'name')];

// For each node, where its references lead; null where one keeps nothing alive.
const targets = [];
let position = 0;
for (let i = 0; i < count; i++) {
	targets.push([]);
	for (let k = 0; k < node(i, 'edge_count'); k++, position += edgeWidth) {
		const [kind, label, to] = snapshot.edges.slice(position, position + 3);
		const kindName = meta.edge_types[0][kind];
		let retains = kindName !== 'weak' && kindName !== 'shortcut';
		if (kindName === 'internal') {
			const match = /pair in WeakMap \(table @(\d+)\)$/.exec(snapshot.strings[label]);
			retains = !match || Number(match[1]) !== node(i, 'id');
		}
		targets[i].push(retains ? to / width : null);
	}
}

const rootNamed = (wanted) => targets[targets[0].find((i) => name(i) === '(GC roots)')]
	.find((i) => name(i) === wanted);
// Tables that drop a string which nothing else refers to.
for (const table of [rootNamed('(Internalized strings)'), rootNamed('(External strings)')]) {
	if (table !== undefined) {
		targets[table].fill(null);
	}
}
const handles = rootNamed('(Handle scope)');
const globals = rootNamed('(Global handles)');
const holderOf = (i, k) => (i === handles ? k % 3 : i === globals ? 3 + (k % 5) : -1);

// What is reached from the given nodes through references that no holder in `cut` has.
function reach(from, cut) {
	const reached = new Uint8Array(count);
	const waiting = [...from];
	while (waiting.length > 0) {
		const i = waiting.pop();
		if (reached[i]) {
			continue;
		}
		reached[i] = 1;
		targets[i].forEach((to, k) => {
			if (to !== null && !reached[to] && !cut.includes(holderOf(i, k))) {
				waiting.push(to);
			}
		});
	}
	return reached;
}

function sum(isIn) {
	let objects = 0;
	let bytes = 0;
	for (let i = 0; i < count; i++) {
		if (isIn(i)) {
			objects += type(i) !== 'synthetic';
			bytes += node(i, 'self_size');
		}
	}
	return [objects, bytes];
}

const print = (...words) => console.log(words.flat().join(' '));
const holders = [0, 1, 2, 3, 4, 5, 6, 7];
const all = reach([0], []);
const anyway = reach([0], holders);
const owned = new Int8Array(count).fill(-1);

print('total', count, snapshot.edges.length / edgeWidth);
for (const h of holders) {
	const without = reach([0], [h]);
	const root = h < 3 ? handles : globals;
	const first = targets[root].filter((to, k) => to !== null && holderOf(root, k) === h);
	const from = reach(first, []);
	for (let i = 0; i < count; i++) {
		if (all[i] && !without[i]) {
			owned[i] = h;
		}
	}
	print('holder', h, sum((i) => owned[i] === h), sum((i) => from[i] && owned[i] !== h),
		sum((i) => from[i] && owned[i] !== h && !anyway[i]));
}
const withoutHandles = reach([0], [0, 1, 2]);
const withoutGlobals = reach([0], [3, 4, 5, 6, 7]);
const isFreed = (i, left) => all[i] && owned[i] < 0 && !left[i];
print('handles', sum((i) => isFreed(i, withoutHandles)));
print('globals', sum((i) => isFreed(i, withoutGlobals)));
print('both', sum((i) => isFreed(i, anyway) && withoutHandles[i] && withoutGlobals[i]));
print('javascript', sum((i) => anyway[i]));
print('garbage', sum((i) => !all[i]));

const classes = new Map();
for (let i = 0; i < count; i++) {
	if (anyway[i] && (type(i) !== 'synthetic' || node(i, 'self_size') > 0)) {
		const isNamed = type(i) === 'object' || type(i) === 'native';
		const key = `${type(i)} ${isNamed ? name(i) : '-'}`;
		const tally = classes.get(key) || [0, 0];
		tally[0] += type(i) !== 'synthetic';
		tally[1] += node(i, 'self_size');
		classes.set(key, tally);
	}
}
for (const [key, tally] of classes) {
	if (/^[a-z ]+ (-|[A-Za-z]+)$/.test(key)) {
		print('class', key, tally);
	}
}
