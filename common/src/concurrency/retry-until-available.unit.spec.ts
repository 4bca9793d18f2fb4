import { UnavailableError } from '../errors';
import { testLogger } from '../testing';
import { retryUntilAvailable } from './retry-until-available';

describe('retryUntilAvailable', () => {
  const failing = (times: number, error: Error) => {
    let calls = 0;
    return () => {
      calls += 1;
      return calls <= times ? Promise.reject(error) : Promise.resolve(calls);
    };
  };

  it('tries again until the server is back', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED'), { name: 'MongoServerSelectionError' });
    expect(await retryUntilAvailable(failing(3, away), testLogger, 1)).toBe(4);
    expect(await retryUntilAvailable(failing(1, new UnavailableError('Redis is away')), testLogger, 1)).toBe(
      2,
    );
  });

  it('throws at once what waiting would not cure', async () => {
    const work = jest.fn(failing(1, new Error('index options differ')));
    await expect(retryUntilAvailable(work, testLogger, 1)).rejects.toThrow('index options differ');
    expect(work).toHaveBeenCalledTimes(1);
  });
});
