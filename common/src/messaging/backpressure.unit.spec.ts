import type { Message } from 'node-nats-streaming';
import mongoose from 'mongoose';
import { Subjects, type TicketCreatedEvent } from '../contracts';
import { testLogger, useTestDatabase, waitFor } from '../testing';
import { Listener } from './listener';
import { Messaging } from './messaging';
import type { SubscriptionSpec } from './nats-wrapper';
import { MongoMessageStore } from './stores/mongo-message-store';

/** A handler that hangs until it is let go. */
class HangingListener extends Listener<TicketCreatedEvent> {
  readonly subject = Subjects.TicketCreated;
  calls = 0;
  private readonly waiting: (() => void)[] = [];

  onMessage(): Promise<void> {
    this.calls += 1;
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  release(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

describe('a handler that hangs', () => {
  useTestDatabase();
  let deliver: SubscriptionSpec['onMessage'];
  let listener: HangingListener;
  let messaging: Messaging;
  const acked: number[] = [];
  const message = (sequence: number): Message =>
    ({
      getSequence: () => sequence,
      isRedelivered: () => false,
      getRawData: () =>
        Buffer.from(JSON.stringify({ id: `t${sequence}`, version: 0, title: 'x', price: 1, userId: 'u' })),
      ack: () => acked.push(sequence),
    }) as unknown as Message;

  beforeEach(async () => {
    acked.length = 0;
    const nats = { subscribe: (spec: SubscriptionSpec) => void (deliver = spec.onMessage) };
    const store = new MongoMessageStore(mongoose.connection);
    messaging = new Messaging({ service: 'hanging', nats, store, logger: testLogger });
    listener = new HangingListener();
    await messaging.listen(listener);
  });

  it('is not given again what it has in hand, however often the broker delivers it', async () => {
    for (let times = 0; times < 1_000; times += 1) for (const sequence of [1, 2]) deliver(message(sequence));
    await waitFor(() => listener.calls === 2);
    listener.release();
    await waitFor(() => acked.length === 2);
    expect(listener.calls).toBe(2);
    expect(acked.sort()).toEqual([1, 2]);
  });

  it('is given a message again that was delivered after it was done', async () => {
    deliver(message(1));
    await waitFor(() => listener.calls === 1);
    listener.release();
    await waitFor(() => acked.length === 1);
    deliver(message(1));
    await waitFor(() => listener.calls === 2);
    listener.release();
    await waitFor(() => acked.length === 2);
  });

  it('is waited for at the close, by everyone who closes', async () => {
    deliver(message(1));
    await waitFor(() => listener.calls === 1);
    const closing = Promise.all([messaging.close(60_000), messaging.close(60_000)]);
    listener.release();
    await closing;
    expect(acked).toEqual([1]);
  });
});
