const { default: TestRunner } = require('jest-runner');

/** Runs one spec file after the other, whatever `--maxWorkers` says, each in a process that is not Jest's own. */
module.exports = class extends TestRunner {
  constructor(globalConfig, context) {
    super({ ...globalConfig, maxWorkers: 1 }, context);
  }
};
