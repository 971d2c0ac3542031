const assert = require('node:assert');
const { test } = require('node:test');

test('passes', () => { console.log('not ok 1 - noise'); });
test('fails', () => assert.equal(1 + 1, 3));
test('is skipped', { skip: 'not today' }, () => {});
