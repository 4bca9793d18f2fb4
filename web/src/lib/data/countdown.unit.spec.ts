import { announcement, formatRemaining, nextTickDelay, remainingMs, toUrgency } from './countdown';

const end = '2026-05-01T12:00:00.000Z';
const at = Date.parse(end);

describe('a countdown', () => {
  it('tells what is left in the server’s time, and never less than nothing', () => {
    expect(remainingMs(end, at - 90_500)).toBe(90_500);
    expect(remainingMs(end, at + 1)).toBe(0);
    expect(remainingMs('no time', at)).toBe(0);
  });

  it('shows 0:00 only when it is over', () => {
    expect(formatRemaining(1)).toBe('0:01');
    expect(formatRemaining(0)).toBe('0:00');
  });

  it('shows minutes, and hours from an hour on', () => {
    expect(formatRemaining(14 * 60_000 + 5_000)).toBe('14:05');
    expect(formatRemaining(60 * 60_000)).toBe('1:00:00');
    expect(formatRemaining(3_723_000)).toBe('1:02:03');
  });

  it('ticks exactly when the shown second changes', () => {
    for (const ms of [90_500, 90_000, 1_001, 1]) {
      const delay = nextTickDelay(ms);
      expect(formatRemaining(ms - delay + 1)).toBe(formatRemaining(ms));
      expect(formatRemaining(ms - delay)).not.toBe(formatRemaining(ms));
    }
    expect(nextTickDelay(0)).toBe(0);
  });

  it('is pressing in the last five minutes and in the last one', () => {
    expect([300_001, 300_000, 60_000, 0].map(toUrgency)).toEqual(['calm', 'soon', 'last', 'over']);
  });

  it('is spoken at a few marks, once each', () => {
    expect(announcement(300_001, 300_000)).toBe('5 minutes left.');
    expect(announcement(300_000, 299_000)).toBeNull();
    expect(announcement(60_500, 59_500)).toBe('1 minute left.');
    expect(announcement(30_100, 29_900)).toBe('30 seconds left.');
    expect(announcement(500, 0)).toBe('The time is over.');
  });

  it('speaks only the nearest mark after a sleep that passed several', () => {
    expect(announcement(700_000, 25_000)).toBe('30 seconds left.');
  });
});
