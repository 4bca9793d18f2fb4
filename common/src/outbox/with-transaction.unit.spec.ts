import type { ClientSession } from 'mongoose';
import { UnavailableError } from '../errors';
import { RETRY_TRANSACTION_MS, withTransaction } from './with-transaction';

const ignoreTransient = (error: { isTransient?: true }): void => {
  if (!error.isTransient) throw error as Error;
};

/** A session whose transactions meet another's write until their last attempt. */
const contended = (attempts: number): ClientSession =>
  ({
    withTransaction: async (work: () => Promise<unknown>) => {
      for (let attempt = 1; attempt < attempts; attempt++) await work().catch(ignoreTransient);
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
  });

  afterEach(() => jest.restoreAllMocks());

  it('starts at once', async () => {
    await expect(withTransaction(contended(1), look)).resolves.toBe('done');
    expect(times).toHaveLength(1);
  });

  describe('once it has met others for too long', () => {
    const later = (failure?: Error) => async (): Promise<string> => {
      await look();
      begin = performance.now();
      jest.spyOn(performance, 'now').mockReturnValue(begin + RETRY_TRANSACTION_MS);
      if (failure) throw failure;
      return 'done';
    };

    it('gives up, with the time to try again', async () => {
      const error: unknown = await withTransaction(contended(3), later()).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(UnavailableError);
      expect((error as UnavailableError).headers).toEqual({ 'Retry-After': '1' });
      expect(times).toHaveLength(1);
    });

    it('goes on when it was the database that was away', async () => {
      const away = Object.assign(new Error('away'), { name: 'MongoNetworkError', isTransient: true });
      await expect(withTransaction(contended(2), later(away))).rejects.toThrow('away');
      expect(times).toHaveLength(2);
    });
  });
});
