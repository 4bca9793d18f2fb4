import type { FindingKind } from './check/finding';
import { describe as describeFinding, type ReportRow, table } from './report';

const row = (...kinds: FindingKind[]): ReportRow => ({
  fault: 'mongod-kill',
  operations: 120,
  unacknowledged: 4,
  healMs: 1_234,
  boundMs: 25_000,
  counts: { recovered: 0, unclearRepeats: 0, dead: 0 },
  findings: kinds.map((kind) => ({ invariant: 'I1', kind, text: 'something' })),
  injected: 2,
  figures: {},
});

const cells = (...kinds: FindingKind[]) => {
  const [head = '', line = ''] = table([row(...kinds)]).map((each) => each.trim());
  const titles = head.split(/ {2,}/);
  const values = line.split(/ {2,}/);
  return Object.fromEntries(titles.map((title, index) => [title, values[index]]));
};

describe('the report', () => {
  it('has a line per fault', () => {
    expect(cells()).toMatchObject({
      fault: 'mongod-kill',
      operations: '120',
      injected: '2',
      lost: '0',
      'healed after': '1.2 s',
      bound: '25 s',
    });
  });

  it('counts what was found by its kind, and leaves nothing out', () => {
    expect(cells('lost', 'lost', 'double sale', 'early expiry')).toMatchObject({
      lost: '2',
      'double sales': '1',
      expiries: '1',
      other: '0',
    });
    const other: FindingKind[] = [
      'outbox',
      'hold',
      'cursor',
      'money',
      'help desk',
      'dead letter',
      'code',
      'entry',
      'slow to heal',
    ];
    expect(cells(...other)).toMatchObject({ other: String(other.length) });
  });

  it('says what was found in a line', () => {
    expect(describeFinding({ invariant: 'I5', kind: 'double sale', text: 'ticket 1' })).toBe(
      'I5 double sale: ticket 1',
    );
  });
});
