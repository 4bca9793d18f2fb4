import { testLogger } from '@ticketing/common/testing';
import Bull from 'bull';
import { Redis } from 'ioredis';
import { BroadcastQueue } from './broadcast-queue';

describe('the queue of broadcasts', () => {
  it('does not end the process when its connection can’t be named', async () => {
    const failed = Promise.reject(new Error('Connection is closed.'));
    failed.then(undefined, () => undefined);
    const caught = jest.spyOn(failed, 'catch');
    const bull = Bull.prototype as unknown as { setWorkerName(): Promise<unknown> };
    const naming = jest.spyOn(bull, 'setWorkerName').mockReturnValue(failed);
    const redis = new Redis({ port: 1, lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    const queue = new BroadcastQueue({ redis, logger: testLogger, run: () => Promise.resolve() });
    queue.start();
    await queue.stop();
    expect(naming).toHaveBeenCalled();
    expect(caught).toHaveBeenCalled();
    jest.restoreAllMocks();
  });
});
