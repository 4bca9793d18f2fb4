import { OrderStatus } from '@ticketing/common/contracts';
import { runWithCorrelation } from '@ticketing/common/observability';
import { deliver } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { OrderCreatedListener } from './events/order-listeners';
import { Ticket, type TicketDocument } from './models/ticket';
import { natsWrapper } from './nats-wrapper';
import { OrderFolds } from './order-folds';
import { published, useTestService } from './testing/test-app';
import { type EditOutcome, TicketEdits } from './ticket-edits';

jest.mock('./nats-wrapper');

describe('edits that arrive together', () => {
  const service = useTestService();
  let edits: TicketEdits;
  let transactions: jest.SpyInstance;
  let ticket: TicketDocument;
  let other: TicketDocument;

  beforeEach(async () => {
    edits = new TicketEdits(service.outbox);
    ticket = await Ticket.build({ title: 'Concert', price: 20, userId: 'seller' }).save();
    other = await Ticket.build({ title: 'Opera', price: 50, userId: 'seller' }).save();
    transactions = jest.spyOn(service.outbox, 'transaction');
  });
  afterEach(() => jest.restoreAllMocks());

  const edit = (change: object, { id } = ticket, userId = 'seller'): Promise<EditOutcome> =>
    edits.edit(id, { userId, ...change }, new Date());
  const refused = (why: string) => ({ done: false, why });
  const stored = ({ id } = ticket) => Ticket.findById(id).lean();
  const reserve = () =>
    deliver(service.messaging, new OrderCreatedListener(new OrderFolds(service.outbox)), {
      id: 'order',
      version: 0,
      status: OrderStatus.Created,
      userId: 'buyer',
      expiresAt: new Date().toISOString(),
      ticket: { id: ticket.id, price: 20 },
    });

  it('raise one ticket’s version by one each, in one transaction, and tell of each in order', async () => {
    const outcomes = await Promise.all([edit({ price: 25 }), edit({ title: 'Late show' })]);
    expect(outcomes).toMatchObject([
      { done: true, ticket: { title: 'Concert', price: 25, version: 1 } },
      { done: true, ticket: { title: 'Late show', price: 25, version: 2 } },
    ]);
    expect(transactions).toHaveBeenCalledTimes(1);
    expect(await stored()).toMatchObject({
      title: 'Late show',
      price: 25,
      version: 2,
      words: ['late', 'show'],
    });
    expect(await published(service.outbox, 'ticket:updated')).toMatchObject([
      { id: ticket.id, version: 1, title: 'Concert', price: 25 },
      { id: ticket.id, version: 2, title: 'Late show', price: 25 },
    ]);
  });

  it('are refused alone', async () => {
    const unknown = { id: new mongoose.Types.ObjectId().toHexString() } as TicketDocument;
    const outcomes = await Promise.all([
      edit({ price: 25 }),
      edit({ price: 1 }, unknown),
      edit({ price: 1 }, ticket, 'somebody'),
      edit({ price: 30, version: 0 }),
      edit({ price: 30, version: 1 }),
      edit({ price: 55 }, other),
    ]);
    expect(outcomes).toMatchObject([
      { done: true, ticket: { version: 1 } },
      refused('unknown'),
      refused('not-the-seller'),
      refused('outdated'),
      { done: true, ticket: { version: 2 } },
      { done: true, ticket: { version: 1, price: 55 } },
    ]);
    expect(transactions).toHaveBeenCalledTimes(1);
    expect(await stored()).toMatchObject({ price: 30, version: 2 });
    expect(await stored(other)).toMatchObject({ price: 55, version: 1 });
  });

  it('write nothing when nothing changes', async () => {
    const write = jest.spyOn(Ticket.collection, 'bulkWrite');
    expect(await edit({ price: 20 })).toMatchObject({ done: true, ticket: { version: 0 } });
    expect(write).not.toHaveBeenCalled();
  });

  it('begin again when an order takes one of the tickets meanwhile, and refuse only that one', async () => {
    const write = Ticket.collection.bulkWrite.bind(Ticket.collection);
    jest.spyOn(Ticket.collection, 'bulkWrite').mockImplementationOnce(async (...args) => {
      await reserve();
      return write(...args);
    });
    const outcomes = await Promise.all([edit({ price: 25 }), edit({ price: 55 }, other)]);
    expect(outcomes).toMatchObject([refused('reserved'), { done: true, ticket: { price: 55 } }]);
    expect(await stored()).toMatchObject({ price: 20, version: 1, orderId: 'order' });
    expect(await published(service.outbox, 'ticket:updated')).toMatchObject([
      { id: ticket.id, version: 1, status: 'reserved' },
      { id: other.id, version: 1, price: 55 },
    ]);
  });

  it('begin again when fewer were written than read', async () => {
    const write = jest.spyOn(Ticket.collection, 'bulkWrite');
    write.mockResolvedValueOnce({ modifiedCount: 0 } as never);
    expect(await edit({ price: 25 })).toMatchObject({ done: true, ticket: { version: 1 } });
    expect(write).toHaveBeenCalledTimes(2);
    expect(await stored()).toMatchObject({ price: 25, version: 1 });
    expect(await published(service.outbox, 'ticket:updated')).toHaveLength(1);
  });

  it('tell each under its own request’s correlation id', async () => {
    await Promise.all([
      runWithCorrelation('first', () => edit({ price: 25 })),
      runWithCorrelation('second', () => edit({ price: 55 }, other)),
    ]);
    await service.outbox.flush();
    const { calls } = (natsWrapper.client.publish as unknown as jest.Mock<void, [string, string]>).mock;
    const ids = calls.map(([, wire]) => (JSON.parse(wire) as { meta: { correlationId: string } }).meta);
    expect(ids.map(({ correlationId }) => correlationId)).toEqual(['first', 'second']);
  });
});
