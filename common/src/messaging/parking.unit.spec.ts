import type { Logger } from 'pino';
import type { ParkedMessage, ParkingStore } from './message-store';
import { Parking, REPLAY_NEEDED_MS } from './parking';

describe('what waits for a version that does not come', () => {
  const now = Date.now();
  const sweep = async (parkedAt: number) => {
    const message = {
      id: '1',
      subject: 'ticket:updated',
      sequence: 1,
      wire: '{}',
      parkedAt: new Date(parkedAt),
      ref: { aggregate: 'ticket:a', version: 5 },
      waitingFor: { aggregate: 'ticket:a', version: 4 },
    } satisfies ParkedMessage;
    const store: Pick<ParkingStore, 'due' | 'countParked'> = {
      due: () => Promise.resolve([message]),
      countParked: (before) => Promise.resolve({ total: 1, old: message.parkedAt < before ? 1 : 0 }),
    };
    const counts: object[] = [];
    const error = jest.fn();
    const parking = new Parking({
      store: store as ParkingStore,
      retry: () => Promise.resolve({ done: false }),
      onCount: (count) => counts.push(count),
      logger: { error, warn: jest.fn(), debug: jest.fn() } as unknown as Logger,
    });
    await parking.sweep(now);
    return { counts, said: error.mock.calls as unknown[] };
  };

  it('is said to need a replay, of whom, after a quarter of an hour', async () => {
    expect(await sweep(now - REPLAY_NEEDED_MS - 1)).toEqual({
      counts: [{ total: 1, old: 1, lost: 1 }],
      said: [[{ lost: 1, aggregates: ['ticket:a'] }, 'earlier versions are missing: replay needed']],
    });
  });

  it('may still come before', async () => {
    expect(await sweep(now - REPLAY_NEEDED_MS + 1_000)).toEqual({
      counts: [{ total: 1, old: 1, lost: 0 }],
      said: [],
    });
  });
});
