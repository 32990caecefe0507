// SPDX-License-Identifier: MIT
// Evaluates to a function (mix, count, seed) that returns a function (n): the objects that
// the next n handles refer to, as an array. Runs in node and in V8 alone.
'use strict';
(() => {
	// mulberry32
	function random(seed) {
		let state = seed | 0;
		return () => {
			state = (state + 0x6d2b79f5) | 0;
			let t = Math.imul(state ^ (state >>> 15), 1 | state);
			t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
			return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
		};
	}

	function withProperties(i, count) {
		const object = {};
		for (let k = 0; k < count; k++) {
			object[`property${k}`] = i;
		}
		return object;
	}

	const makers = {
		promise: (i) => Promise.resolve(i),
		array: (i) => [i, i, i],
		object: (i) => ({ a: i, b: i }),
		fn: (i) => () => i,
		string: (i) => `key-${i}`,
		number: (i) => i + 0.5,
		smi: (i) => i & 0xffff,
		map: () => new Map(),
		buffer: () => new ArrayBuffer(16),
		typed: () => new Float64Array(4),
		large: (i) => new Array(1000).fill(i),
		properties: (i) => withProperties(i, 30),
		// Its keys are not in the order in which they may become fast.
		dictionary: (i) => {
			const object = withProperties(i, 12);
			delete object.property3;
			return object;
		},
		constant: () => [1, 2, 3, 4], // elements are shared until one is written to
	};
	const kinds = ['promise', 'array', 'object', 'fn', 'string', 'number', 'smi', 'map', 'buffer',
		'typed'];

	function weighted(next, weights) {
		let left = next() * weights.reduce((sum, weight) => sum + weight, 0);
		const kind = weights.findIndex((weight) => (left -= weight) < 0);
		return kinds[kind < 0 ? 0 : kind];
	}

	// Each returns what the handle with number i is.
	const mixes = {
		// One kind after the other, in blocks of any length.
		blocks(count, next) {
			const ends = kinds.map(() => next() * count).sort((a, b) => a - b);
			return (i) => makers[kinds[ends.findIndex((end) => i < end) + 1] ?? 'promise'](i);
		},
		interleaved(count, next) {
			const shift = Math.floor(next() * kinds.length);
			return (i) => makers[kinds[(i + shift) % kinds.length]](i);
		},
		random(count, next) {
			const weights = kinds.map(() => next() ** 2);
			return (i) => makers[weighted(next, weights)](i);
		},
		minority(count, next) {
			return (i) => makers[next() < 0.01 ? 'fn' : 'promise'](i);
		},
		// Most handles refer to a few objects.
		shared(count, next) {
			const few = [makers.object(1), makers.array(2), 'a string', makers.promise(4)];
			return (i) => (next() < 0.6 ? few[i % few.length] :
				makers[next() < 0.3 ? 'array' : 'object'](i));
		},
		// Half of them refer to one of many, far from each other.
		pool(count, next) {
			const pool = Array.from({ length: count / 20 }, (_, i) => makers.object(i));
			return (i) => (next() < 0.5 ? pool[Math.floor(next() * pool.length)] :
				makers[next() < 0.5 ? 'promise' : 'array'](i));
		},
		// A pattern with a period of some hundreds or thousands.
		periodic(count, next) {
			const period = Math.floor(200 + next() * count / 9);
			const part = next();
			return (i) => makers[i % period < part * period ? 'promise' : 'map'](i);
		},
		// What is made changes with time.
		changing(count, next) {
			return (i) => makers[next() < i / count ? 'buffer' : next() < 0.3 ? 'fn' : 'typed'](i);
		},
		// What objects have besides themselves.
		backing(count, next) {
			return (i) => {
				const r = next();
				return makers[r < 0.02 ? 'large' : r < 0.2 ? 'properties' :
					r < 0.3 ? 'dictionary' : r < 0.5 ? 'constant' :
					r < 0.7 ? 'typed' : r < 0.8 ? 'promise' : 'array'](i);
			};
		},
	};

	return (mix, count, seed) => {
		const make = mixes[mix](count, random(seed));
		let made = 0;
		return (n) => {
			const batch = [];
			for (let i = 0; i < n; i++) {
				batch.push(make(made++));
			}
			return batch;
		};
	};
})();
