import { KeyedMutex } from './keyed-mutex';

/** A promise that is settled from outside. */
function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

describe('KeyedMutex', () => {
  it('runs tasks of one key one after another, in order', async () => {
    const mutex = new KeyedMutex();
    const first = deferred();
    const log: string[] = [];
    const one = mutex.run('a', async () => {
      log.push('first starts');
      await first.promise;
      log.push('first ends');
    });
    const two = mutex.run('a', () => {
      log.push('second');
      return Promise.resolve();
    });
    first.resolve();
    await Promise.all([one, two]);
    expect(log).toEqual(['first starts', 'first ends', 'second']);
  });

  it('runs tasks of different keys side by side', async () => {
    const mutex = new KeyedMutex();
    const held = deferred();
    const waiting = mutex.run('a', () => held.promise);
    await expect(mutex.run('b', () => Promise.resolve('done'))).resolves.toBe('done');
    held.resolve();
    await waiting;
  });

  it('goes on after a task that failed, and tells its caller', async () => {
    const mutex = new KeyedMutex();
    const failing = mutex.run('a', () => Promise.reject(new Error('no')));
    const next = mutex.run('a', () => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    await expect(next).resolves.toBe('yes');
  });

  it('forgets keys without tasks', async () => {
    const mutex = new KeyedMutex();
    await mutex.run('a', () => Promise.resolve());
    expect(mutex.size).toBe(0);
  });
});
