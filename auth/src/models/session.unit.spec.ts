import { sessionExpiry } from './session';

const hour = 3_600_000;
const firstSeen = new Date('2031-05-01T00:00:00Z');
const after = (hours: number) => new Date(firstSeen.getTime() + hours * hour);

describe('a session', () => {
  it.each([
    [0, 12],
    [48, 60],
    [30 * 24 - 13, 30 * 24 - 1],
    [30 * 24 - 1, 30 * 24],
  ])(
    'that is used %d hours after it began ends %d hours after that, unless it is used again',
    (used, end) => {
      expect(sessionExpiry(firstSeen, after(used))).toEqual(after(end));
    },
  );
});
