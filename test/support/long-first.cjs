'use strict';
const { statSync } = require('node:fs');

/** Of a whole run: processes that are killed and started take longest, and what is pure is small enough to fill the end. */
const ORDER = ['e2e', 'stories', 'medium', 'spec'];

/** In which order Jest begins files: the ones it is to wait for first. */
class LongFirst {
  sort(tests) {
    const weighed = tests.map((test) => ({
      test,
      turn: ORDER.indexOf(test.context.config.displayName.name),
      size: statSync(test.path).size,
    }));
    weighed.sort((one, other) => one.turn - other.turn || other.size - one.size);
    return weighed.map(({ test }) => test);
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {
    // Files that are made for one run are not met again.
  }
}

module.exports = LongFirst;
