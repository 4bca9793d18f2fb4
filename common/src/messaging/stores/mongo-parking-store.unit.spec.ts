import mongoose from 'mongoose';
import { useTestDatabase } from '../../testing/test-database';
import { MongoParkingStore } from './mongo-parking-store';

describe('what two processes of a service park', () => {
  useTestDatabase();
  const never = new Date(0);
  const park = (store: MongoParkingStore) =>
    store.park(
      { subject: 'ticket:updated', sequence: 2, wire: '{}' },
      { aggregate: 'ticket:a', version: 1 },
      { aggregate: 'ticket:a', version: 0 },
    );

  it('is tried at the next look of the one that applied its predecessor, though it knew of none', async () => {
    const [one, other] = [
      new MongoParkingStore(mongoose.connection),
      new MongoParkingStore(mongoose.connection),
    ];
    expect(await one.due(never, 10)).toEqual([]);
    expect(one.isEmpty).toBe(true);
    const id = await park(other);
    expect(await one.waitingFor(['ticket:a'], 10)).toEqual([]);
    expect((await one.due(never, 10)).map((message) => message.id)).toEqual([id]);
    expect(one.isEmpty).toBe(false);
    expect(await one.due(never, 10)).toEqual([]);
    expect((await one.waitingFor(['ticket:a'], 10)).map((message) => message.id)).toEqual([id]);
  });

  it('is known at once to the one that parked it', async () => {
    const store = new MongoParkingStore(mongoose.connection);
    await store.due(never, 10);
    const id = await park(store);
    expect(store.isEmpty).toBe(false);
    expect((await store.waitingFor(['ticket:a'], 10)).map((message) => message.id)).toEqual([id]);
  });
});
