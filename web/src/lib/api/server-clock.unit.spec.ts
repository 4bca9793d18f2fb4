import { type ClockOffset, narrowOffset, readOffset } from './server-clock';

/** An answer of a server whose clock is `offset` ahead, asked at `sentAt` and answered after `tookMs`. */
function sample(
  offset: number,
  sentAt: number,
  tookMs: number,
): { date: number; sentAt: number; receivedAt: number } {
  const serverTime = sentAt + tookMs / 2 + offset;
  return { date: Math.floor(serverTime / 1000) * 1000, sentAt, receivedAt: sentAt + tookMs };
}

describe('the offset of the server’s clock', () => {
  it('is known to a second and the round trip from one answer', () => {
    const offset = narrowOffset(undefined, sample(7_300, 50_000, 80));
    expect(offset.low).toBeLessThanOrEqual(7_300);
    expect(offset.high).toBeGreaterThanOrEqual(7_300);
    expect(offset.high - offset.low).toBe(1_080);
  });

  it('is narrowed by more answers, and stays right', () => {
    let offset: ClockOffset | undefined;
    for (let index = 0; index < 40; index += 1) {
      offset = narrowOffset(offset, sample(-4_321, 90_000 + index * 1_373, 60));
    }
    expect(Math.abs(readOffset(offset) - -4_321)).toBeLessThan(60);
  });

  it('begins anew when a clock was set meanwhile', () => {
    const before = narrowOffset(undefined, sample(0, 10_000, 50));
    const after = narrowOffset(before, sample(3_600_000, 20_000, 50));
    expect(Math.abs(readOffset(after) - 3_600_000)).toBeLessThan(1_000);
  });

  it('is nothing while nothing is known', () => {
    expect(readOffset(undefined)).toBe(0);
  });
});
