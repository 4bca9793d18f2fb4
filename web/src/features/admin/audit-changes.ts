import type { AuditEntry } from '../../lib/api/types';

/** What an entry says of one field; undefined where there was, or is, nothing. */
export interface AuditChange {
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What an act changed, field by field; what it left as it was is left out, unless nothing else is there. */
export function listChanges({
  before = {},
  after = {},
}: Pick<AuditEntry, 'before' | 'after'>): AuditChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const all = fields.map((field) => ({ field, before: before[field], after: after[field] }));
  const changed = all.filter((change) => change.before !== change.after);
  return changed.length > 0 ? changed : all;
}
