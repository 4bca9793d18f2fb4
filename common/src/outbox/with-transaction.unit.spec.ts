import type { ClientSession } from 'mongoose';
import { withTransaction } from './with-transaction';

/** A session whose transactions meet another's write until their last attempt. */
const contended = (attempts: number): ClientSession =>
  ({
    withTransaction: async (work: () => Promise<unknown>) => {
      for (let attempt = 1; attempt < attempts; attempt++) await work();
      return work();
    },
  }) as unknown as ClientSession;

describe('withTransaction', () => {
  let begin: number;
  let times: number[];
  const look = (): Promise<string> => {
    times.push(performance.now() - begin);
    return Promise.resolve('done');
  };

  beforeEach(() => {
    begin = performance.now();
    times = [];
    jest.spyOn(Math, 'random').mockReturnValue(0.99);
  });

  afterEach(() => jest.restoreAllMocks());

  it('starts at once', async () => {
    await expect(withTransaction(contended(1), look)).resolves.toBe('done');
    expect(times).toHaveLength(1);
    // No pause was drawn.
    expect(Math.random).not.toHaveBeenCalled();
  });

  it('waits longer and longer before it starts again', async () => {
    await expect(withTransaction(contended(5), look)).resolves.toBe('done');
    const waits = times.slice(1).map((time, index) => time - times[index]!);
    // A timer may be early by a part of a millisecond.
    [5, 10, 20, 40].forEach((wait, index) => expect(waits[index]).toBeGreaterThan(wait * 0.99 - 1.5));
  });
});
