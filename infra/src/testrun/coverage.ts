import { relative, sep } from 'node:path';

/** What is used of istanbul's `coverage-final.json`. */
export type CoverageReport = Record<
  string,
  { statementMap: Record<string, { start: { line: number } }>; s: Record<string, number> }
>;

export interface PackageCoverage {
  name: string;
  lines: number;
  covered: number;
  /** Percent, 0 to 100; 100 where there is no line. */
  percent: number;
}

/**
 * The lines that ran, per package (the first folder below `root`), by name. A line counts as run when a statement that
 * begins on it ran in any of the reports.
 */
export function coveragePerPackage(reports: readonly CoverageReport[], root: string): PackageCoverage[] {
  const ran = new Map<string, Map<string, boolean>>();
  for (const report of reports) {
    for (const [file, { statementMap, s }] of Object.entries(report)) {
      const [name = ''] = relative(root, file).split(sep);
      const lines = ran.get(name) ?? new Map<string, boolean>();
      ran.set(name, lines);
      for (const [id, { start }] of Object.entries(statementMap)) {
        const line = `${file}:${start.line}`;
        lines.set(line, (lines.get(line) ?? false) || (s[id] ?? 0) > 0);
      }
    }
  }
  return [...ran]
    .map(([name, lines]) => {
      const covered = [...lines.values()].filter(Boolean).length;
      return {
        name,
        lines: lines.size,
        covered,
        percent: lines.size === 0 ? 100 : (100 * covered) / lines.size,
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The packages below `floor` percent. */
export function belowFloor(packages: readonly PackageCoverage[], floor: number): PackageCoverage[] {
  return packages.filter(({ percent }) => percent < floor);
}
