import { type OrderUpdatedEvent, OrderStatus, Subjects } from '@ticketing/common/contracts';
import { encode } from '@ticketing/common/messaging';
import { facts } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import { OrderCompletedListener, OrderUpdatedListener } from './orders';
import { TicketCreatedListener } from './tickets';

describe('an order that is told once more', () => {
  const features = useFeatures();
  const updated = () => new OrderUpdatedListener(features.messaging, features);
  const state = (order: ReturnType<typeof facts.order>, version: number, status: OrderStatus) =>
    encode<OrderUpdatedEvent>(Subjects.OrderUpdated, { ...order, version, status }, {}).wire;
  const completed = ({ id, userId, ticket }: ReturnType<typeof facts.order>, version: number) =>
    new OrderCompletedListener(features.messaging, features).deliver({
      id,
      version,
      userId,
      ticket: { id: ticket.id },
    });

  const paid = async () => {
    const ticket = facts.ticket();
    await new TicketCreatedListener(features.messaging, features).deliver(ticket);
    const order = facts.order(ticket);
    expect(await updated().deliver(state(order, 2, OrderStatus.Complete))).toBe('acked');
    return order;
  };

  it('is known as it is, and told to nobody', async () => {
    const order = await paid();
    expect(await features.readModels.orders.get(order.id)).toMatchObject({
      version: 2,
      status: OrderStatus.Complete,
      userId: order.userId,
    });
    expect(await features.notifications()).toEqual([]);
    expect((await features.log.read({ after: 0 })).filter(({ event }) => event === 'order')).toEqual([]);
  });

  it('does not keep from being told what the broker has still on its way', async () => {
    const order = await paid();
    expect(await completed(order, 2)).toBe('acked');
    expect((await features.notifications()).filter(({ kind }) => kind === 'order.completed')).not.toEqual([]);
    expect((await features.readModels.orders.get(order.id)).version).toBe(2);
  });

  it('is not known from an older state', async () => {
    const order = await paid();
    await updated().deliver(state(order, 1, OrderStatus.AwaitingPayment));
    expect((await features.readModels.orders.get(order.id)).status).toBe(OrderStatus.Complete);
  });

  it('leaves no reminder', async () => {
    const order = await paid();
    expect((await features.readModels.orders.get(order.id)).remindAt).toBeUndefined();
  });
});
