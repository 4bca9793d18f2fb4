import { Pool } from './pool';
import { Waker } from './waker';

describe('a pool', () => {
  it('runs so many tasks at a time, in their order', async () => {
    const pool = new Pool(2);
    const begun: number[] = [];
    const finish: (() => void)[] = [];
    const task = (n: number) =>
      pool.run(() => {
        begun.push(n);
        return new Promise<number>((resolve) => (finish[n] = () => resolve(n)));
      });
    const results = [0, 1, 2, 3].map(task);
    await Promise.resolve();
    expect(begun).toEqual([0, 1]);
    finish[1]?.();
    expect(await results[1]).toBe(1);
    expect(begun).toEqual([0, 1, 2]);
    for (const n of [0, 2]) finish[n]?.();
    await Promise.all([results[0], results[2]]);
    finish[3]?.();
    expect(await results[3]).toBe(3);
  });

  it('lets everyone in once it is open', async () => {
    const pool = new Pool(1);
    const finish: (() => void)[] = [];
    const first = pool.run(() => new Promise<void>((resolve) => finish.push(resolve)));
    const others = [1, 2].map((n) => pool.run(() => Promise.resolve(n)));
    pool.open();
    expect(await Promise.all(others)).toEqual([1, 2]);
    expect(await pool.run(() => Promise.resolve(3))).toBe(3);
    finish[0]?.();
    await first;
  });

  it('gives the place of a task that failed to the next', async () => {
    const pool = new Pool(1);
    const failing = pool.run(() => Promise.reject(new Error('failed')));
    const next = pool.run(() => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('failed');
    expect(await next).toBe('done');
  });
});

describe('a waker', () => {
  it('ends a sleep', async () => {
    const waker = new Waker();
    const slept = waker.sleep(60_000);
    waker.wake();
    await slept;
  });

  it('lets a wake count that came before the sleep, once', async () => {
    const waker = new Waker();
    waker.wake();
    await waker.sleep(60_000);
    const began = Date.now();
    await waker.sleep(20);
    expect(Date.now() - began).toBeGreaterThanOrEqual(15);
  });
});
