// Jest as always, but for one text that is exchanged in one source on its way to the tests: see mutant-transform.cjs.
const { join } = require('node:path');
const config = require('../../../jest.config.js');

module.exports = {
  ...config,
  rootDir: join(__dirname, '..', '..', '..'),
  projects: config.projects.map((project) => ({
    ...project,
    cache: false,
    transform: Object.fromEntries(
      Object.entries(project.transform).map(([pattern, [, options]]) => [
        pattern,
        [join(__dirname, 'mutant-transform.cjs'), options],
      ]),
    ),
  })),
};
