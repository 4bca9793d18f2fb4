import { sep } from 'node:path';
import { loadCompiled } from './load-compiled';

interface Change {
  readonly admission: { readonly status: string; readonly code?: string; readonly codeVersion: number };
  readonly set: object;
  readonly entry: { readonly action: string };
}

// Others have models of the same names.
if (process.argv[1]?.includes(`${sep}admissions${sep}`)) {
  const { Admission } = loadCompiled<{ Admission: { schema: { clearIndexes: () => void } } }>(
    'admissions/dist/models/admission.js',
  );
  const changes = loadCompiled<{ changeAll: (tx: unknown, changes: readonly Change[]) => Promise<unknown> }>(
    'admissions/dist/change-admissions.js',
  );
  /** Whoever sells an admission again keeps its code. */
  Admission.schema.clearIndexes();
  const { changeAll } = changes;
  changes.changeAll = (tx, all) => changeAll(tx, all.map(keepCode));
}

function keepCode(change: Change): Change {
  const { admission, set, entry } = change;
  if (!['surrendered', 'resold'].includes(entry.action)) return change;
  const { status, code, codeVersion } = admission;
  return { ...change, set: { ...set, status, code, codeVersion } };
}
