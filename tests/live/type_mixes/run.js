// SPDX-License-Identifier: MIT
// node run.js ADDON MIXES MIX COUNT SEED SNAPSHOT: holds that many handles in one scope.
'use strict';

const fs = require('fs');

const [addon, mixes, mix, count, seed, path] = process.argv.slice(2);
const make = (0, eval)(fs.readFileSync(mixes, 'utf8'))(mix, Number(count), Number(seed));

setImmediate(() => require(addon).hold(make, Number(count), path));
