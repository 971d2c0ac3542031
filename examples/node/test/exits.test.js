const { test } = require('node:test');

test('exits', () => process.exit(0));
