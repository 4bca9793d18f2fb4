import { delayUntil, toJobId, toLateness, toMemory, publishBackoff } from './timer';

const now = new Date('2026-01-01T00:00:00.000Z');

describe('a timer', () => {
  it('is named after its order and version', () => {
    expect(toJobId({ orderId: '665f00000000000000000001', version: 3 })).toBe('665f00000000000000000001-3');
  });

  it('waits until its time, to the millisecond', () => {
    expect(delayUntil('2026-01-01T00:15:00.001Z', now)).toBe(900_001);
  });

  it('that is overdue does not wait', () => {
    expect(delayUntil('2025-12-31T23:59:59.999Z', now)).toBe(0);
  });

  it('knows how late it is', () => {
    expect(toLateness('2025-12-31T23:59:59.750Z', now)).toBe(250);
    expect(toLateness('2026-01-01T00:00:00.001Z', now)).toBe(-1);
  });

  it('is remembered for a day after it is due', () => {
    expect(toMemory('2026-01-01T00:00:00.500Z', now)).toBe(86_401);
    expect(toMemory('2025-12-31T00:00:00.000Z', now)).toBe(86_400);
  });

  it('tries to publish again after twice as long each time, half a minute at the most', () => {
    expect([1, 2, 3, 8, 100].map(publishBackoff)).toEqual([250, 500, 1_000, 30_000, 30_000]);
  });
});
