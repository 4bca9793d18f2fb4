import mongoose from 'mongoose';
import { OrderStatus, Subjects } from '@ticketing/common/contracts';
import { useTestService } from '../testing/use-desk';

jest.mock('../nats-wrapper');

const service = useTestService();
const id = new mongoose.Types.ObjectId().toHexString();
const userId = new mongoose.Types.ObjectId().toHexString();
const ticket = { id: new mongoose.Types.ObjectId().toHexString(), price: 10 };
const order = (version: number) => ({
  id,
  version,
  userId,
  status: OrderStatus.Created,
  expiresAt: '2026-01-01T00:00:00.000Z',
  ticket,
});
const forSale = (version: number) => ({ id, version, userId, title: 'Concert', price: 10 });

const cases = [
  ['an order', 'orders', Subjects.OrderCreated, order(0), Subjects.OrderUpdated, order(1)],
  [
    'an order',
    'orders',
    Subjects.OrderCreated,
    order(0),
    Subjects.OrderCancelled,
    { ...order(1), reason: 'user' },
  ],
  ['an order', 'orders', Subjects.OrderCreated, order(0), Subjects.OrderCompleted, order(1)],
  [
    'a ticket for sale',
    'tickets',
    Subjects.TicketCreated,
    forSale(0),
    Subjects.TicketUpdated,
    { ...forSale(1), orderId: null, status: 'open' },
  ],
] as const;

describe.each(cases)('%s (%s, %s → %#)', (_name, collection, created, first, changed, second) => {
  const row = () => mongoose.connection.collection<{ _id: string }>(collection).findOne({ _id: id });
  const create = (sequence = 1) => service.deliver(created, first, { sequence });
  const change = (sequence = 2) => service.deliver(changed, second, { sequence });

  it('is kept with its owner and version', async () => {
    expect(await create()).toBe('acked');
    expect(await row()).toEqual({ _id: id, version: 0, userId });
    expect(await change()).toBe('acked');
    expect(await row()).toMatchObject({ version: 1 });
  });

  it('is not set back by what is delivered again', async () => {
    await create();
    await change();
    expect(await create()).toBe('acked');
    expect(await change()).toBe('acked');
    expect(await row()).toMatchObject({ version: 1 });
  });

  it('waits for the version before', async () => {
    expect(await change()).toBe('parked');
    expect(await row()).toBeNull();
    expect(await create()).toBe('acked');
    await service.settled();
    expect(await row()).toMatchObject({ version: 1 });
  });

  it('is dead-lettered when it is not what its subject promises', async () => {
    expect(await service.deliver(changed, '{"id":7}')).toBe('dead-lettered');
    expect(await service.deliver(created, 'no JSON')).toBe('dead-lettered');
  });
});
