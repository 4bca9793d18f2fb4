import { UnavailableError } from '@ticketing/common/errors';
import { bounded } from './notification';

describe('an operation of the database', () => {
  afterEach(() => jest.useRealTimers());

  it('is waited for ten seconds, and then tells that the database is away', async () => {
    jest.useFakeTimers();
    const stuck = expect(bounded(() => new Promise(() => undefined))).rejects.toThrow(UnavailableError);
    await jest.advanceTimersByTimeAsync(10_000);
    await stuck;
  });

  it('fails as it does by itself', async () => {
    await expect(bounded(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
