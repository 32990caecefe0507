// SPDX-License-Identifier: MIT
// node use_better_sqlite3.js PACKAGE BINDING: what a program does with a database, and errors.
'use strict';

const [package_, nativeBinding] = process.argv.slice(2);
const Database = require(package_);
const db = new Database(':memory:', { nativeBinding });

db.exec(`create table item(id integer primary key, name text, price real, picture blob);
	create table sale(item integer references item(id), day integer, pieces integer)`);
const addItem = db.prepare('insert into item(name, price, picture) values (?, ?, ?)');
const addSale = db.prepare('insert into sale values (@item, @day, @pieces)');
const fill = db.transaction((items, sales) => {
	for (let i = 1; i <= items; i++) {
		addItem.run(`item ${i}`, i * 1.25, Buffer.alloc(64, i));
	}
	for (let i = 0; i < sales; i++) {
		addSale.run({ item: 1 + (i * 7919) % items, day: i % 365, pieces: 1 + i % 9 });
	}
});
fill(1000, 10000);

// C++ calls JavaScript, for each row.
db.function('discount', { deterministic: true }, (price) => price * 0.9);
db.aggregate('longest', {
	start: '',
	step: (best, name) => (name.length > best.length ? name : best),
});
db.table('numbers', {
	columns: ['value'],
	parameters: ['count'],
	*rows(count) {
		for (let i = 0; i < count; i++) {
			yield [i];
		}
	},
});

console.log(db.prepare('select longest(name) as name from item').get());
console.log(db.prepare('select sum(value) as sum from numbers(2000)').get());
console.log(db.prepare(`select round(sum(discount(price) * pieces), 2) as total
	from sale join item on id = item`).get());
let pieces = 0n;
for (const row of db.prepare('select pieces from sale').safeIntegers().iterate()) {
	pieces += row.pieces;
}
console.log(pieces);
console.log(db.prepare('select * from item where id % 400 = 1').raw().all());
try {
	fill.immediate(1, 1);
	addSale.run({ item: 5000, day: 1, pieces: 1 });
} catch (error) {
	console.error(error.code, error.message);
}

// Turns of the event loop, with promises, as a server would.
(async () => {
	const find = db.prepare('select name, price from item where id = ?');
	let sum = 0;
	for (let i = 0; i < 3000; i++) {
		sum += (await Promise.resolve(find.get(1 + i % 1000))).price;
		if (i % 100 === 0) {
			await new Promise(setImmediate);
		}
	}
	console.log(sum);
	const copy = new Database(db.serialize(), { nativeBinding });
	console.log(copy.prepare('select count(*) as sales from sale').get());
	db.prepare('select nothing');
})().catch((error) => {
	console.error(error);
	process.exitCode = 4;
});
