import { waitFor } from '@ticketing/common/testing';
import { StatusWaiters } from './changes';
import type { NotificationChange } from './notification';

type Listener = (changes: NotificationChange[]) => void;

function setUp(lookMs = 60_000) {
  const listeners = new Set<Listener>();
  const changes = {
    onChanges: (listener: Listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const waiters = new StatusWaiters(changes, lookMs);
  const tell = (id: string) => listeners.forEach((listener) => listener([{ id } as NotificationChange]));
  return { waiters, tell, listeners };
}

const never = new AbortController().signal;

describe('a waiter', () => {
  it('looks again at each change of its notification, and at no other', async () => {
    const { waiters, tell } = setUp();
    let looks = 0;
    const found = waiters.until(
      'a',
      60_000,
      () => Promise.resolve(++looks === 3 ? 'done' : undefined),
      never,
    );
    await waitFor(() => waiters.held === 1 && looks === 1);
    tell('b');
    tell('a');
    await waitFor(() => looks === 2 && waiters.held === 1);
    tell('a');
    expect(await found).toBe('done');
    expect(waiters.held).toBe(0);
  });

  it('misses no change that comes while it looks', async () => {
    const { waiters, tell } = setUp();
    let moved = false;
    const look = () => {
      const seen = moved;
      if (!moved) {
        moved = true;
        tell('a');
      }
      return Promise.resolve(seen ? 'done' : undefined);
    };
    expect(await waiters.until('a', 60_000, look, never)).toBe('done');
  });

  it('looks by itself now and then', async () => {
    const { waiters } = setUp(5);
    let looks = 0;
    expect(await waiters.until('a', 60_000, () => Promise.resolve(++looks > 3 || undefined), never)).toBe(
      true,
    );
  });

  it('ends when the time is up', async () => {
    const { waiters } = setUp();
    expect(await waiters.until('a', 20, () => Promise.resolve(undefined), never)).toBeUndefined();
    expect(waiters.held).toBe(0);
  });

  it('ends when the client is gone', async () => {
    const { waiters } = setUp();
    const client = new AbortController();
    const found = waiters.until('a', 60_000, () => Promise.resolve(undefined), client.signal);
    await waitFor(() => waiters.held === 1);
    client.abort();
    expect(await found).toBeUndefined();
  });

  it('ends when the process drains, and listens no more', async () => {
    const { waiters, listeners } = setUp();
    const found = waiters.until('a', 60_000, () => Promise.resolve(undefined), never);
    await waitFor(() => waiters.held === 1);
    waiters.drain();
    expect(await found).toBeUndefined();
    expect(listeners.size).toBe(0);
  });

  it('leaves nothing behind when looking fails', async () => {
    const { waiters } = setUp();
    await expect(waiters.until('a', 60_000, () => Promise.reject(new Error('away')), never)).rejects.toThrow(
      'away',
    );
    expect(waiters.held).toBe(0);
  });
});
