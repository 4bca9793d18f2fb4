import { check } from './check';
import { givenSnapshot, notification } from './given-snapshot';
import type { Polled } from './polls';

const stored = notification('n', { status: 'PROCESSED', version: 2, origin: 'event' });
const snapshot = { ...givenSnapshot({ notifications: [stored] }), sinks: new Map([['n', 1]]) };

const findings = (poll: Partial<Polled>) =>
  check(snapshot, {
    attempts: [],
    scans: [],
    refunds: [],
    watched: [],
    polled: [{ id: 'n', told: [], isDone: true, ...poll }],
    foreign: [],
    poison: [],
  }).findings.map(({ invariant, kind, text }) => `${invariant} ${kind}: ${text}`);

const told = (...versions: number[]) =>
  versions.map((version) => ({ version, status: version < 2 ? 'RETRYING' : 'PROCESSED' }));

describe('the checker of polls', () => {
  it('finds nothing where each answer was newer and the last is what is stored', () => {
    expect(findings({ told: told(0, 1, 2) })).toEqual([]);
    expect(findings({ told: told(2) })).toEqual([]);
  });

  it('finds an answer that was there before, and one that went back', () => {
    expect(findings({ told: told(0, 0, 2) })).toEqual([
      'I9 cursor: the poll of notification n was told versions 0, 0, 2',
    ]);
    expect(findings({ told: told(1, 0, 2) })).toEqual([
      'I9 cursor: the poll of notification n was told versions 1, 0, 2',
    ]);
  });

  it('finds one who was never told the end', () => {
    expect(findings({ told: told(0, 1) })).toEqual([
      'I9 cursor: the poll of notification n ended at RETRYING (1); it is PROCESSED (2)',
    ]);
  });

  it('finds one who was told another end', () => {
    expect(findings({ told: [{ version: 2, status: 'DEAD' }] })).toEqual([
      'I9 cursor: the poll of notification n ended at DEAD (2); it is PROCESSED (2)',
    ]);
  });

  it('finds one who was told that there is no such notification', () => {
    expect(findings({ refused: 404 })).toEqual([
      'I9 cursor: the poll of notification n was answered 404 although it had been taken in',
    ]);
  });
});
