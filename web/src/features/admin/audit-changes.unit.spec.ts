import { listChanges } from './audit-changes';

describe('what an act changed', () => {
  it('is told field by field, without what stayed', () => {
    const before = { role: 'customer', status: 'approved', reason: 'asked' };
    const after = { role: 'engineer', status: 'approved', by: 'mail' };
    expect(listChanges({ before, after })).toEqual([
      { field: 'role', before: 'customer', after: 'engineer' },
      { field: 'reason', before: 'asked', after: undefined },
      { field: 'by', before: undefined, after: 'mail' },
    ]);
  });

  it('is told whole when nothing changed, and is nothing when nothing is told', () => {
    const same = { status: 'approved' };
    expect(listChanges({ before: same, after: same })).toEqual([
      { field: 'status', before: 'approved', after: 'approved' },
    ]);
    expect(listChanges({})).toEqual([]);
  });
});
