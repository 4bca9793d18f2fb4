import mongoose from 'mongoose';
import { testLogger, useTestDatabase } from '../testing';
import { Dispatcher } from './dispatcher';
import { type OutboxRow, OutboxStore } from './outbox-store';

describe('a broker that acknowledges nothing', () => {
  useTestDatabase();
  const row = (n: number): OutboxRow => ({
    _id: `e${n}`,
    aggregate: `ticket:${n}`,
    version: 0,
    subject: 'ticket:created',
    wire: '{}',
    createdAt: new Date(),
    isSent: false,
  });

  it('is sent no more than what memory holds; the rest stays for the relay', async () => {
    const acknowledge: (() => void)[] = [];
    const dispatcher = new Dispatcher({
      store: new OutboxStore(mongoose.connection),
      nats: {
        isConnected: true,
        publish: () => new Promise((resolve) => acknowledge.push(resolve)),
      },
      logger: testLogger,
    });
    const rows = Array.from({ length: 20_000 }, (_, n) => row(n));
    for (const each of rows) dispatcher.dispatch([each]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(acknowledge).toHaveLength(5_000);
    acknowledge.splice(0).forEach((resolve) => resolve());
    await dispatcher.flush();
    dispatcher.dispatch(rows.slice(5_000, 5_001));
    await new Promise((resolve) => setImmediate(resolve));
    expect(acknowledge).toHaveLength(1);
    acknowledge.splice(0).forEach((resolve) => resolve());
    await dispatcher.flush();
  });
});
