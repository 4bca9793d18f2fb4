import { nextCheck, nextPendingCheck } from './check-times';

const now = new Date('2026-01-01T12:00:00Z');
const after = (date: Date) => date.getTime() - now.getTime();

describe('asking Stripe again', () => {
  it('is put off twice as long each time, up to a minute', () => {
    expect([0, 1, 2, 3, 10, 1_000].map((tries) => after(nextCheck(now, tries, 1)))).toEqual([
      1_000, 2_000, 4_000, 8_000, 60_000, 60_000,
    ]);
  });

  it('is spread over half of that time', () => {
    expect(after(nextCheck(now, 3, 0))).toBe(4_000);
    expect(after(nextCheck(now, 3, 0.5))).toBe(6_000);
  });
});

describe('looking after a payment that waits for the bank', () => {
  it('happens every 15 seconds, and when its time is over', () => {
    expect(after(nextPendingCheck(now, new Date(now.getTime() + 600_000)))).toBe(15_000);
    expect(after(nextPendingCheck(now, new Date(now.getTime() + 4_000)))).toBe(4_000);
  });

  it('goes on, but not at once, when Stripe could not close it at the end of its time', () => {
    expect(after(nextPendingCheck(now, new Date(now.getTime() - 5_000)))).toBe(1_000);
  });
});
