/** How many checks passed and failed. */
export interface Counts {
  passed: number;
  failed: number;
}

/** What is used of the report that jest writes with `--json`. */
export interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  /** Spec files that could not be run at all; none of their tests is counted elsewhere. */
  numRuntimeErrorTestSuites: number;
}

export const none: Counts = { passed: 0, failed: 0 };

export function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (total, { passed, failed }) => ({ passed: total.passed + passed, failed: total.failed + failed }),
    none,
  );
}

/** One check, by the exit code of the command that made it. */
export function countCommand(code: number): Counts {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * The tests of a run of jest. A spec file that can't be run is one failure, and so is a run that fails without naming
 * one (it crashed, or found no test).
 * @param report undefined when jest wrote none
 */
export function countJest(report: JestReport | undefined, code: number): Counts {
  if (!report) return { passed: 0, failed: 1 };
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}

/** The last line of a run. */
export function closingLine({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}
