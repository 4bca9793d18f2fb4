/** One jest project per level of test; the level is the suffix of the file's name. */
const project = (level, extra = {}) => ({
  displayName: level,
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/*/src/**/*.${level}.spec.ts`],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  moduleNameMapper: {
    '^@ticketing/common$': '<rootDir>/common/src/index.ts',
    '^@ticketing/common/testing$': '<rootDir>/common/src/testing/index.ts',
    '^@ticketing/infra$': '<rootDir>/infra/src/index.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/[^/]+/dist/', '<rootDir>/.data/'],
  ...extra,
});

module.exports = {
  projects: [
    project('unit', {
      globalSetup: '<rootDir>/infra/src/testing/unit-setup.ts',
      globalTeardown: '<rootDir>/infra/src/testing/unit-teardown.ts',
    }),
    project('int', {
      globalSetup: '<rootDir>/infra/src/testing/int-setup.ts',
      globalTeardown: '<rootDir>/infra/src/testing/int-teardown.ts',
    }),
    project('e2e', {
      globalSetup: '<rootDir>/infra/src/testing/e2e-setup.ts',
      globalTeardown: '<rootDir>/infra/src/testing/e2e-teardown.ts',
    }),
  ],
  collectCoverageFrom: [
    '*/src/**/*.ts',
    '!**/*.spec.ts',
    '!**/__mocks__/**',
    '!**/testing/**',
    '!{infra,e2e,bench,web}/**',
    '!*/src/index.ts',
  ],
  coverageReporters: ['json', 'text-summary'],
  testTimeout: 30_000,
};
