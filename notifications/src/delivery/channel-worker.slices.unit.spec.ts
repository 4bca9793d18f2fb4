import { setImmediate } from 'node:timers/promises';
import { waitFor } from '@ticketing/common/testing';
import { stored } from '../testing/stored';
import { ScriptedProvider, useWorkers } from '../testing/worker-parts';

jest.mock('../nats-wrapper');

const parts = useWorkers();

describe('a batch whose provider answers at once', () => {
  it('leaves the event loop to others in between, and is pushed to its end', async () => {
    const count = 120;
    for (let n = 0; n < count; n += 1) await stored(parts.collection);
    let inFirstTurn: number | undefined;
    const provider = new ScriptedProvider((_message, nth) => {
      if (nth === 1) void setImmediate().then(() => (inFirstTurn = provider.pushed.length));
      return { kind: 'accepted' };
    });
    parts.work({ provider, batch: count });
    await waitFor(async () => (await parts.collection.countDocuments({ status: 'PROCESSED' })) === count);
    expect(inFirstTurn).toBeLessThanOrEqual(50);
    expect(new Set(provider.pushed.map(({ uuid }) => uuid)).size).toBe(count);
    expect(provider.pushed).toHaveLength(count);
  });
});
