import { closingLine, countCommand, countJest, type JestReport, sum } from './counts';
import { belowFloor, coveragePerPackage, type CoverageReport } from './coverage';
import { parseTestOptions, stageNames } from './options';

describe('counting', () => {
  const report = (counts: Partial<JestReport>): JestReport => ({
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
    ...counts,
  });

  it('takes jest’s own numbers', () => {
    expect(countJest(report({ numPassedTests: 5, numFailedTests: 2 }), 1)).toEqual({ passed: 5, failed: 2 });
  });

  it('counts a spec file that could not be run as a failure', () => {
    const counts = countJest(report({ numPassedTests: 5, numRuntimeErrorTestSuites: 1 }), 1);
    expect(counts).toEqual({ passed: 5, failed: 1 });
  });

  it('counts a run that fails without naming a test as a failure', () => {
    expect(countJest(report({ numPassedTests: 5 }), 1)).toEqual({ passed: 5, failed: 1 });
    expect(countJest(undefined, 0)).toEqual({ passed: 0, failed: 1 });
  });

  it('counts a command as one check', () => {
    expect(countCommand(0)).toEqual({ passed: 1, failed: 0 });
    expect(countCommand(2)).toEqual({ passed: 0, failed: 1 });
  });

  it('closes with the sums', () => {
    expect(
      closingLine(
        sum([
          { passed: 3, failed: 0 },
          { passed: 4, failed: 1 },
        ]),
      ),
    ).toBe('7 passed, 1 failed');
    expect(closingLine(sum([]))).toBe('0 passed, 0 failed');
  });
});

describe('coverage', () => {
  /** A file of statements, each given as [line, times it ran]. */
  const file = (...statements: [number, number][]): CoverageReport[string] => ({
    statementMap: Object.fromEntries(statements.map(([line], id) => [id, { start: { line } }])),
    s: Object.fromEntries(statements.map(([, count], id) => [id, count])),
  });

  it('is the share of lines that ran, per package', () => {
    const report = { '/p/auth/src/a.ts': file([1, 1], [2, 0]), '/p/orders/src/b.ts': file([1, 3]) };
    expect(coveragePerPackage([report], '/p')).toEqual([
      { name: 'auth', lines: 2, covered: 1, percent: 50 },
      { name: 'orders', lines: 1, covered: 1, percent: 100 },
    ]);
  });

  it('counts a line as run when any statement on it, in any report, ran', () => {
    const unit = { '/p/auth/src/a.ts': file([1, 0], [1, 1], [2, 0], [3, 0]) };
    const int = { '/p/auth/src/a.ts': file([1, 0], [1, 0], [2, 5], [3, 0]) };
    expect(coveragePerPackage([unit, int], '/p')[0]).toMatchObject({ lines: 3, covered: 2 });
  });

  it('has a floor that a package may reach but not miss', () => {
    const at = (name: string, percent: number) => ({ name, lines: 100, covered: percent, percent });
    expect(belowFloor([at('a', 85), at('b', 84.9)], 85).map(({ name }) => name)).toEqual(['b']);
  });
});

describe('the options of npm test', () => {
  it('run every stage when there are none', () => {
    expect(parseTestOptions([])).toEqual({ stages: stageNames, jest: [] });
  });

  it('choose stages', () => {
    expect(parseTestOptions(['--only', 'types,unit']).stages).toEqual(['types', 'unit']);
    expect(parseTestOptions(['--only=lint']).stages).toEqual(['lint']);
  });

  it('pass everything else to jest, and then leave out what runs no spec', () => {
    expect(parseTestOptions(['orders/', '-t', 'refuses'])).toEqual({
      stages: ['unit', 'int', 'e2e', 'browser'],
      jest: ['orders/', '-t', 'refuses'],
    });
  });

  it('name the stages when one is unknown or none is given', () => {
    expect(() => parseTestOptions(['--only', 'fuzz'])).toThrow(/no stage "fuzz"; there are types, /);
    expect(() => parseTestOptions(['--only'])).toThrow(/--only needs stages: types, /);
  });
});
