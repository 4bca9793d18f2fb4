import { waitFor } from '../testing';
import { PeriodicTask } from './periodic-task';

describe('PeriodicTask', () => {
  it('runs turn after turn', async () => {
    let turns = 0;
    const task = new PeriodicTask(() => Promise.resolve(void (turns += 1)), 1);
    task.start();
    await waitFor(() => turns >= 3);
    await task.stop();
  });

  it('never runs two turns at once, and waits for the last one when stopped', async () => {
    let finish = (): void => undefined;
    let started = 0;
    const task = new PeriodicTask(() => {
      started += 1;
      return new Promise((resolve) => {
        finish = resolve;
      });
    }, 1);
    task.start();
    await waitFor(() => started === 1);
    let stopped = false;
    const stopping = task.stop().then(() => (stopped = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect([started, stopped, task.isStopped]).toEqual([1, false, true]);
    finish();
    await stopping;
  });

  it('has its turns when the other tasks of the process have theirs', async () => {
    jest.useFakeTimers();
    const turns: Record<string, number[]> = { first: [], second: [], slower: [] };
    const start = (name: string, intervalMs: number): void =>
      new PeriodicTask(() => {
        turns[name]?.push(performance.now());
        return Promise.resolve();
      }, intervalMs).start();
    start('first', 1_000);
    await jest.advanceTimersByTimeAsync(1_300);
    start('second', 1_000);
    await jest.advanceTimersByTimeAsync(400);
    start('slower', 2_000);
    await jest.advanceTimersByTimeAsync(10_000);
    jest.useRealTimers();
    expect(turns['second']).toHaveLength(10);
    expect(turns['slower']).toHaveLength(5);
    expect(turns['first']).toEqual(expect.arrayContaining([...turns['second']!, ...turns['slower']!]));
  });
});
