const { statSync } = require('node:fs');
const { default: Sequencer } = require('@jest/test-sequencer');

/** Specs that take longer than their size tells: started late, they would keep one worker busy while the others are done. */
const long = [
  'pages.browser.spec.ts',
  'trade.browser.spec.ts',
  'payments.e2e.spec.ts',
  'traces.e2e.spec.ts',
  'life-of-a-ticket.e2e.spec.ts',
  'controls.e2e.spec.ts',
];

/**
 * Puts specs in the same order on every machine, the longest first as far as their size tells. Jest's own order depends on
 * how long they took before, so that what fails in one order could not be repeated in a clone.
 */
module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => (long.some((name) => path.endsWith(name)) ? 0 : 1);
    return tests
      .map((test) => ({ test, rank: rank(test), size: statSync(test.path).size }))
      .sort((a, b) => a.rank - b.rank || b.size - a.size || (a.test.path < b.test.path ? -1 : 1))
      .map(({ test }) => test);
  }
};
