import { Random } from '@ticketing/harness';
import { checkQueue, type QueueState } from './queue';

const drawAt = new Date('2031-05-01T10:01:00Z');
const at = (seconds: number) => new Date(drawAt.getTime() + seconds * 1_000);
const random = new Random(7);

/** 200 who were drawn by lot, and 20 who came later; the first 30 were let through. */
function fairLine(): QueueState[] {
  const drawn = Array.from({ length: 200 }, (_, i) => ({
    userId: `u${i}`,
    lot: random.below(1_000_000),
    joinedAt: at(-60 + i / 4),
  })).sort((one, other) => one.lot - other.lot);
  const late = Array.from({ length: 20 }, (_, i) => ({ userId: `l${i}`, lot: 0, joinedAt: at(i + 1) }));
  return [...drawn, ...late].map((entry, i) => ({
    ...entry,
    number: i + 1,
    ...(i < 30 ? { admittedUntil: at(90) } : {}),
  }));
}
const faultsAfter = (change: (line: QueueState[]) => QueueState[]) =>
  checkQueue(change(fairLine()), drawAt, new Set()).map(({ text }) => text);

describe('the checker of a line in front of a show', () => {
  it('has nothing against a fair one', () => {
    const line = fairLine();
    expect(checkQueue(line, drawAt, new Set(line.slice(0, 30).map(({ userId }) => userId)))).toEqual([]);
  });

  it.each<[string, (line: QueueState[]) => QueueState[], RegExp]>([
    ['a gap', (line) => line.filter(({ number }) => number !== 7), /has number 8 and is the 7/],
    [
      'lots that count for nothing',
      (line) => line.map((one) => (one.number === 3 ? { ...one, lot: 2_000_000 } : one)),
      /not that of the lots/,
    ],
    [
      'a draw by arrival',
      (line) =>
        [...line]
          .sort((one, other) => one.joinedAt.getTime() - other.joinedAt.getTime())
          .map((one, i) => ({ ...one, number: i + 1, lot: i, admittedUntil: at(90) })),
      /follows the order of arrival/,
    ],
    [
      'late ones out of order',
      (line) => line.map((one) => (one.number === 215 ? { ...one, joinedAt: at(1.5) } : one)),
      /order of arrival/,
    ],
    [
      'a late one among those who were drawn',
      (line) => line.map((one) => (one.number === 5 ? { ...one, joinedAt: at(5) } : one)),
      /before one who was drawn/,
    ],
    [
      'somebody let through out of turn',
      (line) => line.map((one) => (one.number === 40 ? { ...one, admittedUntil: at(90) } : one)),
      /number 40 was let through before number 31/,
    ],
  ])('finds %s', (_name, change, text) => {
    expect(faultsAfter(change)).toEqual(expect.arrayContaining([expect.stringMatching(text)]));
  });

  it('finds an order of somebody who was not let through', () => {
    const line = fairLine();
    const [finding] = checkQueue(line, drawAt, new Set([line[30]!.userId]));
    expect(finding!.text).toMatch(/was not let through/);
  });
});
