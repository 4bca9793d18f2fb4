const { existsSync, readdirSync } = require('node:fs');

/** Every workspace with sources; each has projects of its own, so that their `__mocks__` don't meet. */
const workspaces = readdirSync(__dirname).filter(
  (name) => existsSync(`${__dirname}/${name}/package.json`) && existsSync(`${__dirname}/${name}/src`),
);

/** Packages that are ES modules only, and a file that imports when it is called: Jest loads neither as they are. */
const esModules = '(?:openid-client|oauth4webapi|jose)/|mongodb/lib/runtime_adapters';

/** Specs that hold up what others do, or measure how fast something is. */
const oneByOne = `${__dirname}/infra/scripts/one-by-one-runner.cjs`;

/** End-to-end specs that wait for a minute's end or start a system of their own: they can do so side by side. */
const patient = '{controls,erasure,life-of-a-ticket,live,payments,restored-backup,runner,traces}';

/** One jest project per workspace and level of test; the level is the suffix of the file's name. */
const projects = (level, { setup = level, files = '*', runner = 'jest-runner' } = {}) =>
  workspaces.map((workspace) => ({
    displayName: level,
    rootDir: __dirname,
    roots: [`<rootDir>/${workspace}/src`],
    testEnvironment: 'node',
    testMatch: [`**/${files}.${level}.spec.ts`],
    runner,
    transform: {
      '^.+\\.ts$': [
        '@swc/jest',
        { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
      ],
      [`/node_modules/(?:${esModules}).*\\.js$`]: [
        '@swc/jest',
        { jsc: { target: 'es2022', parser: { syntax: 'ecmascript' } }, module: { type: 'commonjs' } },
      ],
    },
    transformIgnorePatterns: [`/node_modules/(?!(?:.+/node_modules/)?(?:${esModules}))`],
    moduleNameMapper: {
      '^@ticketing/common$': '<rootDir>/common/src/index.ts',
      '^@ticketing/common/(.*)$': '<rootDir>/common/src/$1',
      '^@ticketing/harness$': '<rootDir>/harness/src/index.ts',
      '^@ticketing/infra$': '<rootDir>/infra/src/index.ts',
    },
    globalSetup: `<rootDir>/infra/src/testing/${setup}-setup.ts`,
    globalTeardown: `<rootDir>/infra/src/testing/${setup}-teardown.ts`,
  }));

module.exports = {
  projects: [
    ...projects('unit'),
    ...projects('int'),
    ...projects('e2e', { files: patient }),
    ...projects('e2e', { files: `!(${patient})`, runner: oneByOne }),
    ...projects('browser', { setup: 'e2e' }),
  ],
  collectCoverageFrom: [
    '*/src/**/*.ts',
    '!**/*.spec.ts',
    '!**/__mocks__/**',
    '!**/testing/**',
    '!{infra,e2e,bench,harness,web}/**',
    '!*/src/index.ts',
  ],
  testSequencer: `${__dirname}/infra/scripts/jest-sequencer.cjs`,
  coverageReporters: ['json', 'text-summary'],
  // Only what hangs takes that long: how fast something has to be is for a spec to say.
  testTimeout: 120_000,
};
