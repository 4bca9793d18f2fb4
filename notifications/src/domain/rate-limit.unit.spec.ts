import { defaultRateLimit, takeTurn } from './rate-limit';

/** The waits of `count` turns taken at the given times, in ms. */
function waits(times: number[], limit = defaultRateLimit): number[] {
  let previous: number | undefined;
  return times.map((now) => {
    const turn = takeTurn(limit, previous, now);
    previous = turn.next;
    return turn.waitMs;
  });
}

describe('the rate limit of a receiver', () => {
  it('lets a burst of 20 through at once, then one every six seconds', () => {
    const given = waits(Array.from({ length: 23 }, () => 1_000));
    expect(given.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 0));
    expect(given.slice(20)).toEqual([6_000, 12_000, 18_000]);
  });

  it('gives back a turn for every six seconds of silence', () => {
    const burst = Array.from({ length: 20 }, () => 0);
    expect(waits([...burst, 6_000, 6_000]).slice(20)).toEqual([0, 6_000]);
  });

  it('never saves up more than the burst', () => {
    const hourLater = Array.from({ length: 21 }, () => 3_600_000);
    expect(waits([0, ...hourLater]).at(-1)).toBe(6_000);
  });

  it('gives no more than ten a minute in the long run', () => {
    const limit = { perMinute: 10, burst: 1 };
    const given = waits(
      Array.from({ length: 11 }, () => 0),
      limit,
    );
    expect(given.at(-1)).toBe(60_000);
  });
});
